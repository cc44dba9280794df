using Ctas7.ServiceDefaults.Bus;
using Ctas7.ServiceDefaults.Tests.Bus;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ctas7.ServiceDefaults.Tests.Telemetry;

[Collection(BrokerCollection.Name)]
public sealed class OneTraceTests(BrokerCollection.Broker broker)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private (string, string)[] Settings(OtlpCollector collector, params (string, string)[] more) =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=sesame"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
        ("OTEL_SERVICE_NAME", "tested"), ("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=tested-1"),
        ("ConnectionStrings:rabbitmq", broker.Server.ConnectionString), .. more,
    ];

    [Fact]
    public async Task A_request_through_two_services_and_the_bus_is_one_trace_and_arrives_by_OTLP()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var inbox = new Inbox();
        await using var far = await RunningService.StartAsync(
            configure: builder =>
            {
                builder.Services.AddSingleton(inbox);
                builder.AddServiceBus(bus => bus.AddConsumer<GreetingConsumer>());
            },
            settings: Settings(collector));
        await using var middle = await RunningService.StartAsync(
            app => app.MapPost("/greet", async (BusPublisher bus, ILogger<OneTraceTests> log) =>
            {
                TraceLog.Greeting(log, "hello");
                await bus.PublishAsync(new Greeting("traced"));
            }),
            builder => builder.AddServiceBus(),
            Settings(collector));
        await using var near = await RunningService.StartAsync(
            app => app.MapPost("/relay", async (IHttpClientFactory clients) =>
                (await clients.CreateClient().PostAsync("http://middle/greet", null)).StatusCode),
            settings: Settings(collector, ("services:middle:http:0", middle.Address.ToString())));
        await ServiceBusTests.ReadyAsync(far);
        await ServiceBusTests.ReadyAsync(middle);

        (await near.Client.PostAsync("/relay", null)).EnsureSuccessStatusCode();
        await Eventually.True(() => inbox.Texts.Contains("traced"), "the consumer hears", Soon);
        var consumed = await Eventually.Get(
            () => Task.FromResult(collector.Spans.Values.FirstOrDefault(span =>
                span.Kind == 5 && PathToRoot(collector, span).Any(above => above.Name.Contains("/relay", StringComparison.Ordinal)))),
            span => span is not null,
            "the consumer's span hangs below the first request's",
            Soon);

        var path = PathToRoot(collector, consumed!).ToArray();
        path.Select(span => span.TraceId).Distinct().Count().ShouldBe(1);
        path.Count(span => span.Kind == 2).ShouldBe(2, "both services' requests");
        path.ShouldContain(span => span.Kind == 3, "the call between them");
        path.ShouldContain(span => span.Kind == 4, "the publish");
        path.Where(span => span.Kind == 2).ShouldAllBe(span => span.Attributes.ContainsKey("http.route"));
        collector.ApiKeys.Keys.ShouldBe(["sesame"]);
        collector.Resource["service.name"].ShouldBe("tested");
        collector.Resource["service.instance.id"].ShouldBe("tested-1");
        collector.Resource["service.version"].ShouldNotBeNullOrEmpty();

        var log = await Eventually.Get(
            () => Task.FromResult(collector.Logs.FirstOrDefault(entry => entry.Body.Contains("Greeting", StringComparison.Ordinal))),
            entry => entry.Body is not null,
            "the log arrives",
            Soon);
        log.TraceId.ShouldBe(path[0].TraceId);
        foreach (var metric in new[] { "http.server.request.duration", "http.client.request.duration", "dotnet.gc.collections" })
        {
            await Eventually.True(() => collector.Metrics.ContainsKey(metric), $"the metric {metric} arrives", Soon);
        }

        collector.Spans.Values.ShouldNotContain(span => span.Attributes.GetValueOrDefault("url.path") == "/health", "probes are kept out of traces");
    }

    [Fact]
    public async Task What_was_recorded_last_is_flushed_when_the_service_stops()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var service = await RunningService.StartAsync(app => app.MapGet("/last", () => "words"), settings:
            [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_BSP_SCHEDULE_DELAY", "600000")]))
        {
            (await service.Client.GetStringAsync("/last")).ShouldBe("words");
        }

        collector.Spans.Values.ShouldContain(span => span.Attributes.GetValueOrDefault("url.path") == "/last");
    }

    [Fact]
    public async Task A_collector_that_is_away_harms_neither_requests_nor_shutdown()
    {
        var service = await RunningService.StartAsync(
            app => app.MapGet("/fine", () => "yes"),
            settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{FreePorts.One()}")]);
        (await service.Client.GetStringAsync("/fine")).ShouldBe("yes");
        await service.DisposeAsync().AsTask().WaitAsync(Soon);
    }

    private static IEnumerable<OtlpCollector.Span> PathToRoot(OtlpCollector collector, OtlpCollector.Span from)
    {
        for (var span = from; span is not null; span = collector.Spans.GetValueOrDefault(span.ParentId))
        {
            yield return span;
        }
    }
}

internal static partial class TraceLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Greeting {Word}")]
    public static partial void Greeting(ILogger log, string word);
}
