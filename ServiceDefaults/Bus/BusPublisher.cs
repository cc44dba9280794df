using MassTransit;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Bus;

/// <summary>Publishes with a deadline, so that a broker that is away is an answer and not a hang. Thread-safe.</summary>
public sealed class BusPublisher(IBus bus, IOptions<BusOptions> options)
{
    /// <summary>Completes when the broker has confirmed the message.</summary>
    /// <exception cref="BusUnavailableException">
    /// Not confirmed within <see cref="BusOptions.PublishTimeoutSeconds"/>, or the broker refused; publish the same
    /// message again later. It may have arrived after all: consumers drop an id they have seen.
    /// </exception>
    public async Task PublishAsync<T>(T message, CancellationToken cancellationToken = default)
        where T : class
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(options.Value.PublishTimeoutSeconds));
        try
        {
            await bus.Publish(message, deadline.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BusUnavailableException(
                $"RabbitMQ did not confirm {typeof(T).Name} within {options.Value.PublishTimeoutSeconds} s; publish it again later.", failure);
        }
    }
}
