using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.Realtime.Tests.Support;

namespace Ctas7.Realtime.Tests;

/// <summary>Two replicas and a client of each: every event once and in order, whatever is killed meanwhile.</summary>
public sealed class FaultTests(Brokers brokers) : IClassFixture<Brokers>, IAsyncLifetime
{
    private Replica _first = null!;
    private Replica _second = null!;
    private Publisher _publisher = null!;

    public async Task InitializeAsync()
    {
        _first = await brokers.StartReplicaAsync();
        _second = await brokers.StartReplicaAsync();
        _publisher = await brokers.StartPublisherAsync();
    }

    public async Task DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Duplicates_on_the_bus_reach_each_client_once_and_the_publishers_order_is_kept()
    {
        await using var one = await _first.ConnectAsync();
        await using var other = await _second.ConnectAsync();
        await Task.WhenAll(one.NextAsync("welcome"), other.NextAsync("welcome"));

        var messages = Enumerable.Range(1, 300).Select(number => Publisher.Updated(number)).ToArray();
        foreach (var message in messages)
        {
            await _publisher.PublishAsync(message);
            await _publisher.PublishAsync(message);
        }

        await ExpectAsync(messages, one, other);
    }

    [Fact]
    public async Task Redis_killed_and_started_again_loses_and_doubles_nothing()
    {
        await using var one = await _first.ConnectAsync();
        await using var other = await _second.ConnectAsync();
        await Task.WhenAll(one.NextAsync("welcome"), other.NextAsync("welcome"));
        var messages = Enumerable.Range(1, 240).Select(number => Publisher.Updated(number)).ToArray();

        await PublishAsync(messages[..80]);
        await brokers.Redis.KillAsync();
        await PublishAsync(messages[80..160]);
        await brokers.Redis.RestartAsync();
        await PublishAsync(messages[160..]);

        await ExpectAsync(messages, one, other);
        await ExpectNoErrorQueueAsync();
    }

    [Fact]
    public async Task RabbitMq_killed_and_started_again_loses_and_doubles_nothing()
    {
        await using var one = await _first.ConnectAsync();
        await using var other = await _second.ConnectAsync();
        await Task.WhenAll(one.NextAsync("welcome"), other.NextAsync("welcome"));
        var messages = Enumerable.Range(1, 200).Select(number => Publisher.Updated(number)).ToArray();

        await PublishAsync(messages[..100]);
        await brokers.RabbitMq.KillAsync();
        var rest = PublishAsync(messages[100..]);
        await brokers.RabbitMq.RestartAsync();
        await rest;

        await ExpectAsync(messages, one, other);
    }

    [Fact]
    public async Task A_replica_killed_under_load_leaves_what_it_held_to_the_other()
    {
        await using var killed = await ReplicaProcess.StartAsync(brokers);
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _first = await brokers.StartReplicaAsync();
        await using var client = await _first.ConnectAsync();
        await client.NextAsync("welcome");
        var messages = Enumerable.Range(1, 200).Select(number => Publisher.Updated(number)).ToArray();

        await PublishAsync(messages[..100]);
        var rest = PublishAsync(messages[100..]);
        await killed.KillAsync();
        await rest;

        await ExpectAsync(messages, client);
    }

    [Fact]
    public async Task A_replica_that_stops_while_Redis_is_away_leaves_its_messages_to_the_other()
    {
        // The process is the first consumer of the queue once the other two have gone.
        await using var stopped = await ReplicaProcess.StartAsync(brokers);
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _first = await brokers.StartReplicaAsync();
        await using var client = await _first.ConnectAsync();
        await client.NextAsync("welcome");
        var messages = Enumerable.Range(1, 20).Select(number => Publisher.Updated(number)).ToArray();

        await PublishAsync(messages[..10]);
        await brokers.Redis.KillAsync();
        await PublishAsync(messages[10..]);
        await stopped.TerminateAsync();
        await brokers.Redis.RestartAsync();

        await ExpectAsync(messages, client);
        await ExpectNoErrorQueueAsync();
    }

    [Fact]
    public async Task A_Redis_that_lost_its_memory_begins_a_new_epoch_and_clients_hear_of_it()
    {
        await using var client = await _first.ConnectAsync();
        var epoch = (await client.NextAsync("welcome")).GetProperty("epoch").GetString();
        var messages = Enumerable.Range(1, 6).Select(number => Publisher.Updated(number)).ToArray();
        await PublishAsync(messages[..3]);
        await client.EventsAsync(3);

        await _first.FlushRedisAsync();
        await PublishAsync(messages[3..]);

        var notice = await client.NextAsync("subscribed");
        notice.GetProperty("recovered").GetBoolean().ShouldBeFalse();
        notice.GetProperty("epoch").GetString().ShouldNotBe(epoch);
        var events = await client.EventsAsync(3);
        Revisions(events).ShouldBe([4, 5, 6]);
        events.Select(item => item.GetProperty("offset").GetInt64()).ShouldBe([1, 2, 3]);
        events[0].GetProperty("epoch").GetString().ShouldBe(notice.GetProperty("epoch").GetString());
    }

    [Fact]
    public async Task A_rolling_restart_keeps_the_order_and_loses_nothing_for_clients_that_resume()
    {
        await using var client = await _second.ConnectAsync();
        await client.NextAsync("welcome");
        var messages = Enumerable.Range(1, 200).Select(number => Publisher.Updated(number)).ToArray();
        var published = PublishAsync(messages);
        await client.EventsAsync(50);

        await using var next = await brokers.StartReplicaAsync();
        await _first.DisposeAsync();
        await published;

        var rest = await client.EventsAsync(150);
        Revisions(rest).ShouldBe(Enumerable.Range(51, 150).Select(number => (long)number));
    }

    [Fact]
    public async Task A_lost_subscription_in_Redis_is_found_and_made_up_for()
    {
        await using var one = await _first.ConnectAsync();
        await using var other = await _second.ConnectAsync();
        await Task.WhenAll(one.NextAsync("welcome"), other.NextAsync("welcome"));
        var messages = Enumerable.Range(1, 60).Select(number => Publisher.Updated(number)).ToArray();
        await PublishAsync(messages[..20]);

        // Not through a replica's own connection: that is closed with the subscription, perhaps before the answer is read.
        (await brokers.Redis.AskAsync("CLIENT KILL TYPE pubsub")).ShouldStartWith(":");
        await PublishAsync(messages[20..]);

        await ExpectAsync(messages, one, other);
    }

    private static IEnumerable<long> Revisions(IEnumerable<JsonElement> events) => events.Select(item => item.GetProperty("data").GetProperty("revision").GetInt64());

    private static async Task ExpectAsync(CrateUpdated[] messages, params EventClient[] clients)
    {
        foreach (var client in clients)
        {
            var events = await client.EventsAsync(messages.Length);
            Revisions(events).ShouldBe(messages.Select(message => message.Revision));
            var offsets = events.Select(item => item.GetProperty("offset").GetInt64()).ToArray();
            offsets.ShouldBe(Enumerable.Range(0, messages.Length).Select(number => offsets[0] + number));
            events.Select(item => item.GetProperty("epoch").GetString()).Distinct().Count().ShouldBe(1);
            (await client.SettleAsync()).ShouldBeEmpty();
        }
    }

    private async Task PublishAsync(IEnumerable<CrateUpdated> messages)
    {
        foreach (var message in messages)
        {
            await _publisher.PublishAsync(message);
        }
    }

    private async Task ExpectNoErrorQueueAsync() =>
        (await brokers.MessagesInAsync("realtime-crates_error")).ShouldBe(0u);
}
