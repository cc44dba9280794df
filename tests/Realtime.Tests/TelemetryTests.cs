using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ctas7.Realtime.Tests.Support;
using Ctas7.Testing;

namespace Ctas7.Realtime.Tests;

[Collection(SharedReplica.Collection)]
public sealed class TelemetryTests(SharedReplica shared)
{
    [Fact]
    public async Task Append_and_broadcast_are_part_of_the_publishers_trace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Ctas7.Realtime" or "MassTransit" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        await using var client = await shared.Replica.ConnectAsync();
        await client.NextAsync("welcome");
        ActivityTraceId trace;
        using (var publish = source.StartActivity("publish").ShouldNotBeNull())
        {
            trace = publish.TraceId;
            await shared.Publisher.PublishAsync(Publisher.Updated(1));
        }

        await client.EventsAsync(1);
        await Eventually.True(
            () => new[] { "realtime append", "realtime broadcast" }.All(name => spans.Any(span => span.OperationName == name && span.TraceId == trace)),
            "both spans are in the trace");
    }

    [Fact]
    public async Task The_meter_counts_connections_deliveries_duplicates_and_stale_events()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Ctas7.Realtime")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await using (var client = await shared.Replica.ConnectAsync())
        {
            await client.NextAsync("welcome");
            var message = Publisher.Updated(1);
            await shared.Publisher.PublishAsync(message);
            await shared.Publisher.PublishAsync(message);
            await client.EventsAsync(1);
            var token = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            await shared.Publisher.PublishAsync(Publisher.Updated(2, token: token));
            await shared.Publisher.PublishAsync(Publisher.Updated(3, token: token - 1));
            await Eventually.True(() => seen.GetValueOrDefault("ctas7.realtime.events.duplicates") >= 1, "the duplicate is counted");
            await Eventually.True(() => seen.GetValueOrDefault("ctas7.realtime.events.fenced") >= 1, "the stale event is counted");
            listener.RecordObservableInstruments();
        }

        await Eventually.True(() => seen.ContainsKey("ctas7.realtime.closed"), "the end is counted");
        seen.Keys.ShouldBe(
            ["ctas7.realtime.connections", "ctas7.realtime.deliveries", "ctas7.realtime.delivered", "ctas7.realtime.events.appended", "ctas7.realtime.events.duplicates", "ctas7.realtime.events.fenced", "ctas7.realtime.lag", "ctas7.realtime.backlog", "ctas7.realtime.closed"],
            ignoreOrder: true);
    }
}
