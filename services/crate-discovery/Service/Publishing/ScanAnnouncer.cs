using System.Diagnostics;
using System.Threading.Channels;
using Ctas7.Contracts;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.ServiceDefaults.Bus;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>
/// Tells the bus of scans. A scan is a passing thing: with the broker away, its start and end wait (the last 64 of them) and its progress is not told.
/// </summary>
public sealed partial class ScanAnnouncer(Term own, DiscoveryKeys keys, BusPublisher bus, TimeProvider clock, ILogger<ScanAnnouncer> log) : ITermWorker, IScanObserver
{
    private const int Bound = 64;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Channel<(IBusEvent Event, ActivityContext Cause)> _events = Channel.CreateBounded<(IBusEvent, ActivityContext)>(
        new BoundedChannelOptions(Bound) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <inheritdoc/>
    public void Started(ScanRun scan, IReadOnlyList<string> roots)
    {
        ArgumentNullException.ThrowIfNull(scan);
        Queue(new ScanStarted(NewId(), scan.StartedAt, keys.Lease, 0, scan.Id, scan.Reason.Word(), roots));
    }

    /// <inheritdoc/>
    public void Progressed(ScanRun scan)
    {
        ArgumentNullException.ThrowIfNull(scan);

        // Progress that waits behind something is progress of the past.
        if (_events.Reader.Count == 0)
        {
            var counters = scan.Counters;
            Queue(new ScanProgress(NewId(), clock.GetUtcNow(), keys.Lease, 0, scan.Id, counters.Folders, counters.Files, counters.Manifests));
        }
    }

    /// <inheritdoc/>
    public void Finished(ScanRun scan)
    {
        ArgumentNullException.ThrowIfNull(scan);
        Queue(new ScanFinished(
            NewId(),
            scan.FinishedAt ?? clock.GetUtcNow(),
            keys.Lease,
            0,
            scan.Id,
            (scan.Outcome ?? ScanOutcome.Failed).Word(),
            scan.Counters.Folders,
            scan.Counters.Files,
            scan.Counters.Manifests,
            scan.Changed,
            scan.Issues,
            scan.Duration.TotalMilliseconds));
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken term)
    {
        try
        {
            await foreach (var (next, cause) in _events.Reader.ReadAllAsync(term))
            {
                using var activity = DiscoveryActivities.Continue("announce scan", cause);
                while (!await TryPublishAsync(next, term) && next is not ScanProgress && _events.Reader.Count < Bound)
                {
                    await Task.Delay(RetryPause, clock, term);
                }
            }
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested)
        {
            // A scan that nobody was told of is no fact anybody misses.
        }
    }

    private async Task<bool> TryPublishAsync(IBusEvent next, CancellationToken stop)
    {
        try
        {
            var token = await own.HoldingAsync(stop);
            await (next switch
            {
                ScanStarted started => bus.PublishAsync(started with { FencingToken = token }, stop),
                ScanProgress progress => bus.PublishAsync(progress with { FencingToken = token }, stop),
                ScanFinished finished => bus.PublishAsync(finished with { FencingToken = token }, stop),
                _ => Task.CompletedTask,
            });
            return true;
        }
        catch (BusUnavailableException failure)
        {
            LogNotConfirmed(failure.Message);
            return false;
        }
    }

    private void Queue(IBusEvent next) => _events.Writer.TryWrite((next, DiscoveryActivities.Now));

    private Guid NewId() => Guid.CreateVersion7(clock.GetUtcNow());

    [LoggerMessage(Level = LogLevel.Information, Message = "A scan event is not confirmed: {Reason}")]
    private partial void LogNotConfirmed(string reason);
}
