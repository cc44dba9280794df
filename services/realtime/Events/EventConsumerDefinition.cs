using Ctas7.Contracts;
using MassTransit;

namespace Ctas7.Realtime.Events;

/// <summary>
/// One durable queue per channel, shared by all replicas. RabbitMQ hands it to one replica at a time (single active
/// consumer), which takes one message after the other, so a channel keeps the order of its publisher; another
/// replica takes over when that one goes, and waits until it has written what it still held.
/// </summary>
internal sealed class EventConsumerDefinition<T> : ConsumerDefinition<EventConsumer<T>>
    where T : class, IBusEvent
{
    /// <summary>Names the queue.</summary>
    public EventConsumerDefinition() => EndpointName = $"realtime-{EventCatalog.KindOf(typeof(T)).Channel}";

    /// <inheritdoc/>
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<EventConsumer<T>> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.ConcurrentMessageLimit = 1;
        if (endpointConfigurator is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.SingleActiveConsumer = true;
        }
    }
}
