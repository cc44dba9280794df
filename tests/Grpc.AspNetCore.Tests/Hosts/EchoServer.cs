using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Tests.Hosts;

/// <summary>A real server on loopback ports: gRPC on one, HTTP/1.1 on another.</summary>
public sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoServer(WebApplication app) => _app = app;

    /// <summary>The cleartext HTTP/2 address.</summary>
    public Uri Address => new(Addresses[0]);

    /// <summary>The HTTP/1.1 address.</summary>
    public Uri Http1Address => new(Addresses[1]);

    /// <summary>Services of the server.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>What its handlers did.</summary>
    public CallRecord Record => _app.Services.GetRequiredService<CallRecord>();

    private string[] Addresses => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Starts a server.</summary>
    public static async Task<EchoServer> StartAsync(
        Action<Grpc.AspNetCore.Server.GrpcServiceOptions>? options = null, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<CallRecord>();
        builder.Services.AddGrpc(options ?? (_ => { }));
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapGrpcService<EchoService>();
        app.MapGet("/plain", () => "plain");
        map?.Invoke(app);
        await app.StartAsync();
        return new EchoServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        Record.Release();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
