using System.Diagnostics;
using Ctas7.Contracts;
using Ctas7.Realtime.Diagnostics;
using Ctas7.Realtime.Feeds;
using Ctas7.Realtime.History;
using MassTransit;

namespace Ctas7.Realtime.Events;

/// <summary>
/// Appends a bus message to its channel. The message is acknowledged only when Redis has it: with Redis away it stays
/// in the queue, for as long as it takes.
/// </summary>
internal sealed partial class EventConsumer<T>(
    EventHistory history,
    FeedSet feeds,
    RealtimeMetrics metrics,
    TimeProvider time,
    ILogger<EventConsumer<T>> logger) : IConsumer<T>
    where T : class, IBusEvent
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HandOverPause = TimeSpan.FromMilliseconds(10);
    private static readonly EventKind Kind = EventCatalog.KindOf(typeof(T));

    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<T> context)
    {
        using var activity = RealtimeMetrics.Activities.StartActivity("realtime append", ActivityKind.Producer);
        var entry = EventEncoding.Encode(Kind, context.Message, activity?.Id ?? Activity.Current?.Id);
        var pause = TimeSpan.FromMilliseconds(20);
        for (var outageLogged = false; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var result = await history.AppendAsync(entry, feeds.Find(Kind.Channel)!.Position, context.CancellationToken);
                if (result.Outcome != AppendOutcome.AnotherWrites)
                {
                    Tell(result, activity);
                    return;
                }

                pause = HandOverPause;
            }
            catch (Exception outage) when (RedisOutage.Is(outage))
            {
                if (!outageLogged)
                {
                    outageLogged = true;
                    LogWaits(entry.Type, entry.Id, outage.Message);
                }
            }

            await Task.Delay(pause, time, context.CancellationToken);
        }
    }

    private void Tell(AppendResult result, Activity? activity)
    {
        metrics.Handled(Kind.Channel, result.Outcome);
        activity?
            .SetTag("ctas7.channel", Kind.Channel)
            .SetTag("ctas7.offset", result.Offset)
            .SetTag("ctas7.duplicate", result.Outcome == AppendOutcome.Duplicate)
            .SetTag("ctas7.fenced", result.Outcome == AppendOutcome.Fenced);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} {EventId} waits in its queue until Redis answers: {Reason}")]
    private partial void LogWaits(string type, Guid eventId, string reason);
}
