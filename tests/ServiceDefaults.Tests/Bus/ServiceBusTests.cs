using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Ctas7.ServiceDefaults.Bus;
using Ctas7.ServiceDefaults.Hosting;
using Ctas7.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Ctas7.ServiceDefaults.Tests.Bus;

[Collection(BrokerCollection.Name)]
public sealed class ServiceBusTests(BrokerCollection.Broker broker)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    internal static Task<RunningService> StartAsync(string connection, Action<IBusRegistrationConfigurator> bus, Inbox inbox) => RunningService.StartAsync(
        configure: builder =>
        {
            builder.Services.AddSingleton(inbox);
            builder.AddServiceBus(bus);
        },
        settings:
        [
            ("ConnectionStrings:rabbitmq", connection), ("Bus:ImmediateRetries", "1"), ("Bus:DelayedRetriesMs:0", "50"),
            ("Bus:PublishTimeoutSeconds", "2"), ("Bus:StopTimeoutSeconds", "5"),
        ]);

    internal static Task ReadyAsync(RunningService service) => Eventually.True(
        async () => (await service.Client.GetAsync("/health")).StatusCode == HttpStatusCode.OK, "the bus is connected", TimeSpan.FromSeconds(60));

    [Fact]
    public async Task A_published_message_reaches_its_consumer()
    {
        var inbox = new Inbox();
        await using var service = await StartAsync(broker.Server.ConnectionString, bus => bus.AddConsumer<GreetingConsumer>(), inbox);
        await ReadyAsync(service);
        await service.Service<BusPublisher>().PublishAsync(new Greeting("hello"));
        await Eventually.True(() => inbox.Texts.Contains("hello"), "the consumer hears", Soon);
    }

    [Fact]
    public async Task A_consumer_that_throws_is_retried_and_then_its_message_lies_in_the_error_queue()
    {
        var inbox = new Inbox();
        await using var service = await StartAsync(broker.Server.ConnectionString, bus => bus.AddConsumer<FailingConsumer>(), inbox);
        await ReadyAsync(service);
        var text = $"doomed {Guid.NewGuid()}";
        await service.Service<BusPublisher>().PublishAsync(new Doomed(text));

        var factory = new ConnectionFactory { Uri = new Uri(broker.Server.ConnectionString) };
        await using var connection = await factory.CreateConnectionAsync();
        var found = await Eventually.Get(
            async () =>
            {
                // The queue is made with its first message, and asking for one that is not there closes the channel.
                await using var channel = await connection.CreateChannelAsync();
                return await channel.BasicGetAsync("failing_error", autoAck: true) is { } message ? Encoding.UTF8.GetString(message.Body.Span) : null;
            },
            body => body is not null,
            "the message is in failing_error",
            Soon);
        found!.ShouldContain(text);
        inbox.Texts.Count.ShouldBe(3, "one try, one immediate and one delayed retry");
    }

    [Fact]
    public async Task A_consumer_that_fails_once_gets_its_message_again_and_nothing_goes_to_the_error_queue()
    {
        var inbox = new Inbox();
        await using var service = await StartAsync(broker.Server.ConnectionString, bus => bus.AddConsumer<FlakyConsumer>(), inbox);
        await ReadyAsync(service);
        await service.Service<BusPublisher>().PublishAsync(new Flaky("second time lucky"));
        await Eventually.True(() => inbox.Texts.Count == 2, "the second try succeeds", Soon);
    }

    [Fact]
    public async Task A_stop_lets_a_consumer_finish_what_it_has_and_takes_nothing_more()
    {
        var inbox = new Inbox();
        var service = await StartAsync(broker.Server.ConnectionString, bus => bus.AddConsumer<SlowConsumer>(), inbox);
        await ReadyAsync(service);
        await service.Service<BusPublisher>().PublishAsync(new Slow("in hand"));
        await Eventually.True(() => inbox.Texts.Contains("in hand"), "the consumer has the message", Soon);
        var stop = service.DisposeAsync().AsTask();
        await Eventually.True(() => inbox.Stopping, "the stop has begun", Soon);
        inbox.Gate.SetResult();
        await stop.WaitAsync(Soon);
        inbox.Texts.ToArray().ShouldBe(["in hand", "finished"]);

        await using var next = await StartAsync(broker.Server.ConnectionString, bus => bus.AddConsumer<SlowConsumer>(), inbox);
        await ReadyAsync(next);
        await next.Service<BusPublisher>().PublishAsync(new Slow("later"));
        await Eventually.True(() => inbox.Texts.Count == 4, "the next message is consumed", Soon);
        inbox.Texts.ToArray().ShouldBe(["in hand", "finished", "later", "finished"]);
    }

    [Fact]
    public async Task A_connection_string_that_is_none_is_refused_without_repeating_it()
    {
        var failure = await Should.ThrowAsync<InvalidConfigurationException>(() => StartAsync("http://user:hunter2@host", _ => { }, new Inbox()));
        failure.Message.ShouldContain("ConnectionStrings__rabbitmq");
        failure.Message.ShouldNotContain("hunter2");
    }
}

public sealed class Inbox
{
    public ConcurrentQueue<string> Texts { get; } = new();

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Stopping { get; set; }
}

public sealed record Greeting(string Text);

public sealed record Doomed(string Text);

public sealed record Flaky(string Text);

public sealed record Slow(string Text);

public sealed class SlowConsumer(Inbox inbox, Microsoft.Extensions.Hosting.IHostApplicationLifetime host) : IConsumer<Slow>
{
    public async Task Consume(ConsumeContext<Slow> context)
    {
        using var stopping = host.ApplicationStopping.Register(() => inbox.Stopping = true);
        inbox.Texts.Enqueue(context.Message.Text);
        await inbox.Gate.Task;
        inbox.Texts.Enqueue("finished");
    }
}

public sealed class GreetingConsumer(Inbox inbox) : IConsumer<Greeting>
{
    public Task Consume(ConsumeContext<Greeting> context)
    {
        inbox.Texts.Enqueue(context.Message.Text);
        return Task.CompletedTask;
    }
}

public sealed class FailingConsumer(Inbox inbox) : IConsumer<Doomed>
{
    public Task Consume(ConsumeContext<Doomed> context)
    {
        inbox.Texts.Enqueue(context.Message.Text);
        throw new InvalidOperationException("never");
    }
}

public sealed class FlakyConsumer(Inbox inbox) : IConsumer<Flaky>
{
    public Task Consume(ConsumeContext<Flaky> context)
    {
        inbox.Texts.Enqueue(context.Message.Text);
        return inbox.Texts.Count == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
    }
}
