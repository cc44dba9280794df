using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>
/// A described application, ready to run. What keeps it from starting (a taken port, a missing program) is one sentence on
/// standard error and exit code 2, before anything has started.
/// </summary>
public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
{
    private const int CannotStart = 2;

    /// <inheritdoc/>
    public IServiceProvider Services => host.Services;

    /// <summary>The states of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Runs the resources' commands.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    private ApplicationOrchestrator Orchestrator => Services.GetRequiredService<ApplicationOrchestrator>();

    /// <summary>Starts describing an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Starts describing an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Starts describing an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Runs until Ctrl-C, SIGTERM or a failure to start.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until Ctrl-C, SIGTERM, <paramref name="cancellationToken"/> or a failure to start, which sets the exit code.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        });
        try
        {
            await StartAsync(cancellationToken);
            await host.WaitForShutdownAsync(cancellationToken);
        }
        catch (DistributedApplicationException cannot)
        {
            await Console.Error.WriteLineAsync(cannot.Message);
            Environment.ExitCode = CannotStart;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C while starting: what had started is stopped already.
        }
        finally
        {
            await Orchestrator.StopAsync();
            await DisposeAsync();
        }
    }

    /// <summary>Starts everything; returns when every resource is starting or waiting.</summary>
    /// <exception cref="DistributedApplicationException">It cannot start; nothing is left running.</exception>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await host.StartAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            await Orchestrator.StartAsync(stop.Token);
        }
        catch
        {
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Stops everything; no process is left.</summary>
    public virtual async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await Orchestrator.StopAsync();
        await host.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        host.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
