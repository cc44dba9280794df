using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ctas7.Gateway.Tests.Servers;

/// <summary>A service behind the gateway: a real Kestrel on a port of its own that stays the same when it is stopped and started again.</summary>
public sealed class Upstream : IAsyncDisposable
{
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly RequestDelegate _answer;
    private WebApplication? _app;

    private Upstream(string name, RequestDelegate answer) => (Name, _answer) = (name, answer);

    /// <summary>Its name in service discovery.</summary>
    public string Name { get; }

    public int Port { get; } = FreePorts.One();

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>What <c>/health</c> answers.</summary>
    public int HealthStatus { get; set; } = 200;

    /// <summary>Requests other than health probes, in order.</summary>
    public IReadOnlyCollection<SeenRequest> Seen => _seen;

    public static async Task<Upstream> StartAsync(string name, RequestDelegate? answer = null)
    {
        var upstream = new Upstream(name, answer ?? EchoAsync);
        await upstream.StartAsync();
        return upstream;
    }

    /// <summary>A service that is known by address, and not running.</summary>
    public static Upstream Dead(string name) => new(name, EchoAsync);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, Port);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(HandleAsync);
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await _app.StopAsync(now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == "/health")
        {
            context.Response.StatusCode = HealthStatus;
            await context.Response.WriteAsJsonAsync(new { status = HealthStatus == 200 ? "healthy" : "unhealthy", version = "7.1.0-test" });
            return;
        }

        _seen.Enqueue(SeenRequest.Of(context.Request));
        await _answer(context);
    }

    /// <summary>Answers with what it is and what it was asked; echoes WebSocket messages.</summary>
    private static async Task EchoAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await EchoSocketAsync(context);
            return;
        }

        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        await context.Response.WriteAsJsonAsync(new { method = context.Request.Method, path = context.Request.Path.Value, query = context.Request.QueryString.Value, body });
    }

    private static async Task EchoSocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, socket.CloseStatusDescription, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }
    }
}

/// <summary>A request as it reached a service.</summary>
public sealed record SeenRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers)
{
    public static SeenRequest Of(HttpRequest request) => new(
        request.Method,
        request.Path,
        request.QueryString.Value ?? "",
        request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
}
