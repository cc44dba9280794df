using System.Threading.Channels;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Scans that were asked for. At most one waits: who asks while one waits gets that one, as it will see all that the asker saw. Thread-safe.</summary>
public sealed class ScanRequests(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private ScanRequest? _waiting;

    /// <summary>Asks for a scan of everything.</summary>
    public ScanRequest Ask(ScanReason reason, bool confirmRemovals = false)
    {
        lock (_gate)
        {
            _waiting ??= new ScanRequest(Guid.CreateVersion7(clock.GetUtcNow()), reason, clock.GetUtcNow(), DiscoveryActivities.Now);
            _waiting = _waiting with { ConfirmRemovals = _waiting.ConfirmRemovals || confirmRemovals };
            _signal.Writer.TryWrite(true);
            return _waiting;
        }
    }

    /// <summary>The waiting request, within <paramref name="longest"/>, or null.</summary>
    public async Task<ScanRequest?> TakeAsync(TimeSpan longest, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource(longest, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, time.Token);
        try
        {
            await _signal.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }

        lock (_gate)
        {
            var request = _waiting;
            _waiting = null;
            return request;
        }
    }
}
