using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves <see cref="ResourceService"/> to the dashboard on a loopback port, behind a key.</summary>
internal sealed class ResourceServiceHost(
    PortLeases leases, RunSettings settings, ResourceNotificationService notifications, ResourceLoggerService loggers, ResourceCommandService commands)
    : IAsyncDisposable
{
    private WebApplication? _server;

    /// <summary>Its loopback port, the same for the whole run.</summary>
    public int Port { get; } = leases.Take();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddRouting().AddGrpc();
        builder.Services.AddSingleton(settings).AddSingleton(notifications).AddSingleton(loggers).AddSingleton(commands);
        var server = builder.Build();
        server.UseMiddleware<ApiKeyMiddleware>(settings.ResourceServiceApiKey);
        server.UseRouting();
        server.MapGrpcService<ResourceService>();
        _server = server;
        await server.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.StopAsync();
            await server.DisposeAsync();
        }
    }
}
