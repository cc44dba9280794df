using Ctas7.Contracts;
using Ctas7.Realtime.Connections;
using Ctas7.Realtime.Events;
using Ctas7.Realtime.Feeds;
using Ctas7.Realtime.History;
using Ctas7.ServiceDefaults.Cache;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Ctas7.Realtime.Tests.Support;

/// <summary>A running service on a free port, in this process: real Kestrel, real brokers.</summary>
public sealed class Replica : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _ended;

    private Replica(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public HttpClient Http { get; private set; } = null!;

    public int Connections => _app.Services.GetRequiredService<ConnectionRegistry>().Count;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts it with settings such as <c>Realtime:MaxConnections=2</c>, and waits until it is ready.</summary>
    public static async Task<Replica> StartAsync(string redis, string rabbitMq, params string[] settings)
    {
        var replica = await LaunchAsync(redis, rabbitMq, settings);
        await Eventually.True(
            async () => (await replica.Http.GetAsync(new Uri("/health", UriKind.Relative))).IsSuccessStatusCode,
            $"realtime on port {replica.Port} is ready");
        return replica;
    }

    /// <summary>Starts it without waiting for the brokers.</summary>
    public static async Task<Replica> LaunchAsync(string redis, string rabbitMq, params string[] settings)
    {
        var port = FreePorts.One();
        var app = RealtimeService.Build([
            $"--urls=http://127.0.0.1:{port}",
            $"--ConnectionStrings:redis={redis}",
            $"--ConnectionStrings:rabbitmq={rabbitMq}",
            "--Logging:LogLevel:Default=Error",
            "--Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks=None",
            .. settings.Select(setting => $"--{setting}")]);
        await app.StartAsync();
        return new Replica(app, port) { Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") } };
    }

    public Task<EventClient> ConnectAsync(string path = "/ws") => EventClient.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}{path}"));

    /// <summary>Takes Redis its memory, as a server without a disk does that starts again.</summary>
    public Task FlushRedisAsync() => RedisAsync("FLUSHALL");

    /// <summary>A command of the test's own on the service's Redis.</summary>
    public Task RedisAsync(string command, params object[] arguments) => Get<RedisConnection>().RunAsync(database => database.ExecuteAsync(command, arguments));

    /// <summary>Appends an event as the consumer does, without the bus.</summary>
    public async Task AppendAsync<T>(T message)
        where T : class, IBusEvent
    {
        var kind = EventCatalog.KindOf(typeof(T));
        var result = await Get<EventHistory>().AppendAsync(EventEncoding.Encode(kind, message, traceParent: null), Get<FeedSet>().Find(kind.Channel)!.Position, CancellationToken.None);
        result.Outcome.ShouldBe(AppendOutcome.Appended);
    }

    /// <summary>Stops as on SIGTERM.</summary>
    public Task StopAsync()
    {
        _app.Lifetime.StopApplication();
        return _app.StopAsync();
    }

    /// <summary>Stops the service as at its end; a second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, true))
        {
            return;
        }

        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
