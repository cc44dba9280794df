using System.Diagnostics;
using System.Threading.Channels;
using Ctas7.Realtime.Diagnostics;
using Ctas7.Realtime.History;

namespace Ctas7.Realtime.Feeds;

/// <summary>
/// One channel on this replica: follows the history in Redis, event by event in order and each once, and wakes the readers.
/// A doorbell carries the event itself, so Redis is asked only when one is missing. Thread-safe.
/// </summary>
public sealed partial class ChannelFeed
{
    private const int PageSize = 512;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly EventHistory _history;
    private readonly RealtimeMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly FeedRing _ring;
    private readonly Channel<LogEntry?> _inbox = Channel.CreateBounded<LogEntry?>(new BoundedChannelOptions(4_096) { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly List<IFeedReader> _readers = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogPosition _position = LogPosition.Unknown;
    private bool _overflowed;

    internal ChannelFeed(string name, EventHistory history, RealtimeOptions options, RealtimeMetrics metrics, TimeProvider time, ILogger logger)
    {
        (Name, _history, _metrics, _time, _logger) = (name, history, metrics, time, logger);
        _ring = new FeedRing(options.BacklogEvents, options.BacklogBytes);
    }

    /// <summary>Name of the channel.</summary>
    public string Name { get; }

    /// <summary>How far this replica has read the channel.</summary>
    public LogPosition Position => Volatile.Read(ref _position);

    /// <summary>True once the channel's place in Redis is known; stays true while Redis is away.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>The newest items; readers take theirs from here.</summary>
    public FeedRing Ring => _ring;

    /// <summary>Takes an event that Redis announced. Never blocks; what does not fit is fetched later.</summary>
    public void Offer(LogEntry entry)
    {
        if (!_inbox.Writer.TryWrite(entry))
        {
            Volatile.Write(ref _overflowed, true);
        }
    }

    /// <summary>Asks Redis whether anything was missed. Never blocks.</summary>
    public void Check() => _inbox.Writer.TryWrite(null);

    /// <summary>Follows the channel until cancelled; outages of Redis are waited out.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await CatchUpAsync(stopping);
        await foreach (var entry in _inbox.Reader.ReadAllAsync(stopping))
        {
            if (entry is null || !TryTake(entry) || Volatile.Read(ref _overflowed))
            {
                Volatile.Write(ref _overflowed, false);
                await CatchUpAsync(stopping);
            }
        }
    }

    /// <summary>Lets a reader begin with the next event.</summary>
    /// <returns>The place after which it begins.</returns>
    public LogPosition JoinAtHead(IFeedReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        lock (_gate)
        {
            reader.Cursor = _ring.Next;
            _readers.Add(reader);
            return _position;
        }
    }

    /// <summary>
    /// Lets a reader go on after <paramref name="position"/> when the newest items reach back so far. False when they do
    /// not, when the epoch is another one, or when the reader is ahead of this replica.
    /// </summary>
    public bool TryJoinAfter(IFeedReader reader, LogPosition position)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(position);
        lock (_gate)
        {
            if (position.Epoch != _position.Epoch || position.Offset > _position.Offset)
            {
                return false;
            }

            var next = position.Offset == _position.Offset
                ? _ring.Next
                : _ring.NewestFirst().FirstOrDefault(item => item.IsEvent && item.Position.Epoch == position.Epoch && item.Position.Offset == position.Offset + 1)?.Sequence;
            if (next is null)
            {
                return false;
            }

            reader.Cursor = next.Value;
            _readers.Add(reader);
            return true;
        }
    }

    /// <summary>Forgets a reader; nothing happens when it is not here.</summary>
    public void Leave(IFeedReader reader)
    {
        lock (_gate)
        {
            var index = _readers.IndexOf(reader);
            if (index >= 0)
            {
                _readers[index] = _readers[^1];
                _readers.RemoveAt(_readers.Count - 1);
            }
        }
    }

    private bool TryTake(LogEntry entry)
    {
        var here = _position;
        if (entry.Epoch != here.Epoch || entry.Offset > here.Offset + 1)
        {
            return false;
        }

        if (entry.Offset == here.Offset + 1)
        {
            Publish(entry, here.Epoch);
        }

        return true;
    }

    private async Task CatchUpAsync(CancellationToken stopping)
    {
        var begun = _time.GetTimestamp();
        for (var announced = false; ; await Task.Delay(RetryDelay, _time, stopping))
        {
            try
            {
                while (await FollowAsync(stopping))
                {
                }

                _ready.TrySetResult();
                if (announced)
                {
                    LogFollowsAgain(Name, Position.Offset);
                }

                return;
            }
            catch (Exception outage) when (RedisOutage.Is(outage) || outage is InvalidDataException)
            {
                // The first connection takes a moment, and a failure of a moment is no news.
                if (!announced && _time.GetElapsedTime(begun) > TimeSpan.FromSeconds(1))
                {
                    announced = true;
                    LogWaits(Name, outage.Message);
                }
            }
        }
    }

    /// <summary>Reads one page; true when there may be more.</summary>
    private async Task<bool> FollowAsync(CancellationToken stopping)
    {
        var here = _position;
        if (here == LogPosition.Unknown)
        {
            await BeginAsync(stopping);
            return true;
        }

        var page = await _history.FollowAsync(Name, here, PageSize, stopping);
        if (page.Epoch != here.Epoch)
        {
            await AdoptAsync(page, stopping);
            return true;
        }

        if (page.Entries is [var first, ..] && first.Offset > here.Offset + 1)
        {
            // This replica was away for longer than Redis keeps history.
            var lost = first.Offset - here.Offset - 1;
            Publish(here with { Offset = first.Offset - 1 }, ChannelNotice.Encode(Name, here.Epoch, first.Offset - 1, recovered: false, lost), isEvent: false);
            LogLost(Name, lost);
        }

        foreach (var entry in page.Entries)
        {
            Publish(entry, here.Epoch);
        }

        return page.Entries.Count == PageSize;
    }

    /// <summary>Takes the channel's present head as the place to begin.</summary>
    private async Task BeginAsync(CancellationToken stopping)
    {
        var page = await _history.FollowAsync(Name, LogPosition.Unknown, 0, stopping);
        var newest = page.Head > 0 ? await _history.ReadAfterAsync(Name, page.Head - 1, 1, stopping) : page;
        lock (_gate)
        {
            Volatile.Write(ref _position, new LogPosition(page.Epoch, page.Head, newest.Entries is [{ EventId: var id }, ..] ? id : null));
        }
    }

    /// <summary>
    /// Goes over to a new epoch: what this replica had published before is found by its event ids, and only what follows
    /// it is published.
    /// </summary>
    private async Task AdoptAsync(LogPage page, CancellationToken stopping)
    {
        var (epoch, entries) = (page.Epoch, page.Entries.ToList());
        for (var last = page; last.Entries.Count == PageSize;)
        {
            last = await _history.FollowAsync(Name, new LogPosition(epoch, entries[^1].Offset), PageSize, stopping);
            if (last.Epoch != epoch)
            {
                return;
            }

            entries.AddRange(last.Entries);
        }

        var here = _position;
        var seen = _ring.NewestFirst().Select(item => item.Position.EventId).Append(here.EventId).OfType<Guid>().ToHashSet();
        var known = entries.FindLastIndex(entry => seen.Contains(entry.EventId));
        var complete = known >= 0 && entries[known].EventId == here.EventId;
        var after = known >= 0 ? entries[known].Offset : entries is [var first, ..] ? first.Offset - 1 : page.Head;
        LogNewEpoch(Name, here.Epoch, here.Offset, epoch, after);
        Publish(
            new LogPosition(epoch, after, known >= 0 ? entries[known].EventId : null),
            ChannelNotice.Encode(Name, epoch, after, recovered: complete, lost: complete ? 0 : null),
            isEvent: false);
        foreach (var entry in entries.Skip(known + 1))
        {
            Publish(entry, epoch);
        }
    }

    private void Publish(LogEntry entry, string epoch)
    {
        using var activity = RealtimeMetrics.Activities.StartActivity("realtime broadcast", ActivityKind.Consumer, entry.TraceParent);
        activity?.SetTag("ctas7.channel", Name).SetTag("ctas7.offset", entry.Offset).SetTag("ctas7.event_type", entry.Type);
        var readers = Publish(new LogPosition(epoch, entry.Offset, entry.EventId), entry.Json, isEvent: true);
        activity?.SetTag("ctas7.readers", readers);
        _metrics.Broadcast(Name, _time.GetUtcNow() - entry.OccurredAt);
    }

    private int Publish(LogPosition position, ReadOnlyMemory<byte> json, bool isEvent)
    {
        lock (_gate)
        {
            _ring.Add(position, json, isEvent);
            Volatile.Write(ref _position, position);
            var first = _ring.First;
            foreach (var reader in _readers)
            {
                if (reader.Cursor < first)
                {
                    reader.FellBehind();
                }
                else
                {
                    reader.Wake();
                }
            }

            return _readers.Count;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Channel {Channel} waits for Redis; clients stay connected and miss nothing: {Reason}")]
    private partial void LogWaits(string channel, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Channel {Channel} follows Redis again, at offset {Offset}")]
    private partial void LogFollowsAgain(string channel, long offset);

    [LoggerMessage(Level = LogLevel.Error, Message = "Channel {Channel} lost {Lost} events: this replica was cut off for longer than the history in Redis reaches")]
    private partial void LogLost(string channel, long lost);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Channel {Channel}: Redis lost memory. Epoch {OldEpoch} ended at offset {OldOffset}; epoch {NewEpoch} goes on after {NewOffset}")]
    private partial void LogNewEpoch(string channel, string oldEpoch, long oldOffset, string newEpoch, long newOffset);
}
