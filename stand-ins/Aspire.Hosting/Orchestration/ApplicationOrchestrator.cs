using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Servers;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts an application on DCP, keeps it running, and stops it so that nothing is left.</summary>
internal sealed class ApplicationOrchestrator(
    RunSettings settings, DistributedApplicationModel model, DistributedApplicationExecutionContext execution, IConfiguration configuration,
    ServerFinder servers, PortLeases leases, DcpHost dcp, Supervisors supervisors, CopyPublisher publisher, LaunchResolver resolver, HealthLoop health,
    DashboardEndpoints dashboard, ResourceServiceHost resourceService, ResourceNotificationService notifications, ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing, IServiceProvider services) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private readonly SemaphoreSlim _stopping = new(1, 1);
    private RunFolder? _folder;
    private Watchdog? _watchdog;
    private bool _stopped;

    /// <exception cref="DistributedApplicationException">It cannot start; the caller stops what has begun.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (execution.IsPublishMode)
        {
            throw new DistributedApplicationException("--publish is not supported by this runtime yet. Run the application without it.");
        }

        // Held before anything is generated or started, so that two app hosts never share one folder.
        _folder = await RunFolder.TakeAsync(settings.DataFolder, settings.RunId, cancellationToken);
        var endpoints = new EndpointAllocator(leases, configuration);
        await Preflight.CheckAsync([.. model.Resources], settings, servers, endpoints, cancellationToken);
        var bundle = await DcpBundle.FindAsync(configuration, settings.AppHostFolder, cancellationToken);
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken);
        var copies = Copies(bundle);
        var proxies = endpoints.Allocate(model.Resources);
        if (settings.HasDashboard)
        {
            await resourceService.StartAsync(cancellationToken);
        }

        StartWatchdog(copies);
        await AnnounceAsync(copies, cancellationToken);
        await Task.WhenAll(copies.Select(copy => eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(copy.Resource, services), cancellationToken)));
        await dcp.StartAsync(new(bundle.Orchestrator, settings.RunId, _folder.Path, proxies), cancellationToken);
        Supervise(copies);
        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken);
    }

    /// <summary>Stops in order: those that nobody depends on first, their brokers last; then DCP; then whatever is left. Can be called again.</summary>
    public async Task StopAsync()
    {
        await _stopping.WaitAsync();
        try
        {
            if (!_stopped)
            {
                _stopped = true;
                await StopAllAsync();
            }
        }
        finally
        {
            _stopping.Release();
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _stopping.Dispose();
    }

    private async Task StopAllAsync()
    {
        foreach (var wave in StopOrder.Of(supervisors.All))
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            await Task.WhenAny(Task.WhenAll(wave.Select(supervisor => supervisor.StopAsync(limit.Token))));
        }

        await _stop.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_loops), Task.Delay(TimeSpan.FromSeconds(10)));
        await dcp.DisposeAsync();
        await resourceService.DisposeAsync();
        await RunMark.EndAllAsync(RunMark.Run, settings.RunId, TimeSpan.FromSeconds(10));
        if (_watchdog is not null)
        {
            await _watchdog.EndAsync(TimeSpan.FromSeconds(10));
            _watchdog.Dispose();
        }

        _folder?.Dispose();
    }

    /// <summary>Every copy of everything that has a process, or, where it runs elsewhere, a health to watch.</summary>
    private List<ResourceCopy> Copies(DcpBundle bundle)
    {
        if (settings.HasDashboard)
        {
            model.Resources.Add(DashboardResource.Create(bundle, settings, dashboard, resourceService));
        }

        return [.. model.Resources.Where(resource => resource is IComputeResource)
            .SelectMany(resource => Enumerable.Range(0, resource.GetReplicaCount()).Select(replica => new ResourceCopy(resource, replica, Suffix())))];
    }

    private static string Suffix()
        => new(System.Security.Cryptography.RandomNumberGenerator.GetItems<char>("abcdefghjkmnpqrstuvwxyz", 8));

    private void StartWatchdog(List<ResourceCopy> copies)
    {
        var containers = copies.Select(copy => (Copy: copy, Choice: copy.Resource.Annotations.OfType<ServerAnnotation>().LastOrDefault()?.Choice as ServerChoice.Container))
            .Where(found => found.Choice is not null).ToList();
        _watchdog = Watchdog.Start(settings.RunId, containers.FirstOrDefault().Choice?.Engine.Program, containers.Select(found => resolver.ContainerOf(found.Copy)));
    }

    private async Task AnnounceAsync(List<ResourceCopy> copies, CancellationToken cancellationToken)
    {
        foreach (var resource in copies.Select(copy => copy.Resource).Distinct().Where(resource => GivenConnection.Of(resource) is null))
        {
            supervisors.AddCommands(resource);
        }

        foreach (var copy in copies)
        {
            await publisher.AnnounceAsync(copy, KnownResourceStates.NotStarted, cancellationToken);
        }

        foreach (var resource in model.Resources.Where(resource => resource is not IComputeResource))
        {
            await StaticResources.AnnounceAsync(notifications, resource, cancellationToken);
        }

        var report = new RunReport(settings, notifications, dashboard, dcp);
        _loops.Add(report.WriteStateAsync(_stop.Token));
        _loops.Add(report.PrintAsync(_stop.Token));
    }

    private void Supervise(List<ResourceCopy> copies)
    {
        var completions = model.Resources.SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>())
            .Where(wait => wait.WaitType == WaitType.WaitForCompletion).Select(wait => wait.Resource).ToHashSet();
        var runner = new CopyRunner(dcp, resolver, publisher, health, loggers);
        foreach (var copy in copies)
        {
            if (GivenConnection.Of(copy.Resource) is not null)
            {
                _loops.Add(WatchElsewhereAsync(copy));
                continue;
            }

            var mayEnd = completions.Contains(copy.Resource) || copy.Resource is ExecutableResource and not DashboardResource;
            var supervisor = new CopySupervisor(
                copy, !copy.Resource.HasAnnotationOfType<ExplicitStartupAnnotation>(), mayEnd, runner, publisher, notifications, loggers, eventing, services);
            supervisors.Add(supervisor);
            _loops.Add(supervisor.RunAsync(_stop.Token));
        }
    }

    private async Task WatchElsewhereAsync(ResourceCopy copy)
    {
        await publisher.PublishAsync(copy, snapshot => snapshot with { State = new(KnownResourceStates.Running, KnownResourceStateStyles.Success) });
        await health.RunAsync(copy, _stop.Token);
    }
}
