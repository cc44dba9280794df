using System.Collections.Immutable;
using System.Threading.Channels;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>One reader that follows the registry. A reader that falls more than <see cref="Bound"/> changes behind is cut off.</summary>
public sealed class RegistrySubscription : IDisposable
{
    /// <summary>Most changes that wait for a slow reader.</summary>
    public const int Bound = 16_384;

    private readonly Channel<RegistryChange> _changes = Channel.CreateBounded<RegistryChange>(
        new BoundedChannelOptions(Bound) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false });

    private readonly Action<RegistrySubscription> _unsubscribe;

    internal RegistrySubscription(RegistrySnapshot start, ImmutableArray<RegistryChange>? replay, Action<RegistrySubscription> unsubscribe)
        => (Start, Replay, _unsubscribe) = (start, replay, unsubscribe);

    /// <summary>The registry at the beginning; every later change follows in <see cref="Changes"/>.</summary>
    public RegistrySnapshot Start { get; }

    /// <summary>What changed between the asked revision and <see cref="Start"/>; null when that is not known and the whole state counts.</summary>
    public ImmutableArray<RegistryChange>? Replay { get; }

    /// <summary>Changes after <see cref="Start"/>, in order; ends when the reader was too slow, or with <see cref="IsReplaced"/>.</summary>
    public ChannelReader<RegistryChange> Changes => _changes.Reader;

    /// <summary>The registry was replaced by another epoch, so <see cref="Changes"/> has ended: subscribe again for the whole state.</summary>
    public bool IsReplaced { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _unsubscribe(this);
        _changes.Writer.TryComplete();
    }

    internal void Replace()
    {
        IsReplaced = true;
        _changes.Writer.TryComplete();
    }

    internal void Offer(RegistryChange change)
    {
        if (!_changes.Writer.TryWrite(change))
        {
            _changes.Writer.TryComplete();
        }
    }
}
