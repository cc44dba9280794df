using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>Tells people on the console, and programs through the state file, how the run is.</summary>
internal sealed class RunReport(RunSettings settings, ResourceNotificationService notifications, DashboardEndpoints dashboard, DcpHost dcp)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Keeps the state file true: replaced in one step after each change.</summary>
    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        if (settings.StateFile is not { } path)
        {
            return;
        }

        try
        {
            await foreach (var _ in notifications.WatchAsync(cancellationToken))
            {
                // It holds the dashboard's login token, so it is its owner's alone.
                await PrivateFile.WriteAsync(path, JsonSerializer.Serialize(State(), RunStateJson.Default.RunState), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the run; the file keeps the last state.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The state file {path} cannot be written: {failure.Message}");
        }
    }

    /// <summary>Says where to look once everything is healthy, and says what is not while that takes long.</summary>
    public async Task PrintAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            while (Missing() is { Count: > 0 })
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(Patience);
                try
                {
                    await WaitAsync(patience.Token);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    Console.WriteLine($"Not healthy yet: {string.Join(", ", Missing())}.{(dashboard.LoginUrl is { } login ? $" The dashboard shows why: {login}" : string.Empty)}");
                }
            }

            Console.WriteLine(Summary(clock.Elapsed));
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was healthy.
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in notifications.WatchAsync(cancellationToken))
        {
            if (Missing().Count == 0)
            {
                return;
            }
        }
    }

    private List<string> Missing()
        => [.. notifications.Current()
            .Where(known => known.Resource is IComputeResource && !known.Resource.HasAnnotationOfType<ExplicitStartupAnnotation>())
            .Where(known => known.Snapshot.HealthStatus is not Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
                && known.Snapshot.State?.Text != KnownResourceStates.Finished)
            .Select(known => $"{known.ResourceId} ({known.Snapshot.State?.Text})")];

    private string Summary(TimeSpan took)
    {
        var text = new StringBuilder().AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"Everything is healthy after {took.TotalSeconds:0.0} s.");
        var urls = notifications.Current()
            .Where(known => known.Resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal))
            .SelectMany(known => known.Snapshot.Urls.Where(url => !url.IsInternal).Select(url => (known.Resource.Name, url)));
        foreach (var (name, url) in urls)
        {
            var label = $"{name} {url.DisplayProperties.DisplayName}".Trim();
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  {label,-20} {url.Url}");
        }

        if (dashboard.LoginUrl is { } login)
        {
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  {"dashboard",-20} {login}");
        }

        return text.Append("  Ctrl-C stops everything.").ToString();
    }

    private RunState State() => new(
        settings.RunId,
        Environment.ProcessId,
        dcp.ProcessId,
        dashboard.LoginUrl is { } login ? new(dashboard.Frontend!, login, settings.BrowserToken) : null,
        [.. notifications.Current().Where(known => known.Resource is IComputeResource && !known.Snapshot.IsHidden).Select(Entry)],
        [.. notifications.Current().Where(known => known.Resource is IComputeResource && known.Snapshot.IsHidden).Select(Entry)]);

    private static RunState.Copy Entry(ResourceEvent known) => new(
        known.ResourceId,
        known.Resource.Name,
        known.Snapshot.State?.Text,
        known.Snapshot.HealthStatus?.ToString(),
        known.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?,
        [.. known.Snapshot.Urls.Select(url => url.Url)]);
}
