using System.Collections.Concurrent;
using Ctas7.Contracts;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.Testing;
using MassTransit;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>A durable consumer of every event of crate discovery, as another service would be. What was delivered more than once is kept apart.</summary>
public sealed class BusListener : IAsyncDisposable
{
    private readonly ConcurrentQueue<IBusEvent> _events = new();
    private readonly ConcurrentQueue<ICrateEvent> _delivered = new();
    private readonly ConcurrentDictionary<Guid, bool> _seen = new();
    private readonly IBusControl _bus;

    private BusListener(string connectionString, string queue) => _bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        rabbit.Host(new Uri(connectionString.Replace("amqp://", "rabbitmq://", StringComparison.Ordinal)));
        rabbit.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.Handler<CrateDiscovered>(Keep);
            endpoint.Handler<CrateUpdated>(Keep);
            endpoint.Handler<CrateMoved>(Keep);
            endpoint.Handler<CrateRemoved>(Keep);
            endpoint.Handler<CrateInvalid>(Keep);
            endpoint.Handler<CrateRecovered>(Keep);
            endpoint.Handler<ScanStarted>(Keep);
            endpoint.Handler<ScanFinished>(Keep);
        });
    });

    /// <summary>Crate events in the order of their first delivery, as a consumer sees them that drops an id it has seen.</summary>
    public IReadOnlyList<ICrateEvent> Crates => [.. _events.OfType<ICrateEvent>()];

    /// <summary>Every delivery of a crate event in its order, with repeated ids: what a publisher really sent.</summary>
    public IReadOnlyList<ICrateEvent> Delivered => [.. _delivered];

    /// <summary>Crate events delivered, repeated ones included.</summary>
    public int Deliveries => _delivered.Count;

    public IReadOnlyList<IBusEvent> All => [.. _events];

    public static async Task<BusListener> StartAsync(string connectionString)
    {
        var listener = new BusListener(connectionString, $"test-{Guid.NewGuid():N}");
        await listener._bus.StartAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        return listener;
    }

    /// <summary>Waits for a crate event.</summary>
    public async Task<T> Next<T>(Func<T, bool> wanted, string what)
        where T : class, ICrateEvent
        => (await Eventually.Get(() => Task.FromResult(_events.OfType<T>().FirstOrDefault(wanted)), found => found is not null, what))!;

    public Task<T> Next<T>(string name)
        where T : class, ICrateEvent
        => Next<T>(one => one.Crate.Name == name, $"{typeof(T).Name} of {name}");

    public async ValueTask DisposeAsync() => await _bus.StopAsync(TimeSpan.FromSeconds(10));

    private Task Keep<T>(ConsumeContext<T> context)
        where T : class, IBusEvent
    {
        if (context.Message is ICrateEvent crate)
        {
            _delivered.Enqueue(crate);
        }

        if (_seen.TryAdd(context.Message.EventId, true))
        {
            _events.Enqueue(context.Message);
        }

        return Task.CompletedTask;
    }
}
