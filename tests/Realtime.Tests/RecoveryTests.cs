using Ctas7.Realtime.History;
using Ctas7.Realtime.Tests.Support;
using Ctas7.Testing;

namespace Ctas7.Realtime.Tests;

/// <summary>A client that comes back with its place misses nothing, or is told what it misses.</summary>
[Collection(SharedReplica.Collection)]
public sealed class RecoveryTests(SharedReplica shared)
{
    [Fact]
    public async Task Since_in_the_query_brings_what_was_missed_and_then_what_is_new()
    {
        var (epoch, offset) = await PublishAsync(1);
        await PublishAsync(2, 3, 4);
        await using var client = await shared.Replica.ConnectAsync($"/ws?since=crates:{epoch}:{offset}");
        (await client.NextAsync("welcome")).GetProperty("channels").TryGetProperty("crates", out _).ShouldBeFalse();
        var answer = await client.NextAsync("subscribed");
        answer.GetProperty("recovered").GetBoolean().ShouldBeTrue();
        answer.GetProperty("lost").GetInt64().ShouldBe(0);
        answer.GetProperty("offset").GetInt64().ShouldBe(offset);
        await PublishAsync(5);
        (await client.EventsAsync(4)).Select(item => item.GetProperty("data").GetProperty("revision").GetInt64()).ShouldBe([2, 3, 4, 5]);
        (await client.SettleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_replica_that_never_saw_them_recovers_them_from_the_history()
    {
        var (epoch, offset) = await PublishAsync(1);
        await PublishAsync([.. Enumerable.Range(2, 600)]);
        await using var fresh = await shared.Brokers.StartReplicaAsync();
        await using var client = await fresh.ConnectAsync();
        await client.NextAsync("welcome");
        await client.SendAsync($$$$"""{"type":"subscribe","channels":["crates"],"since":{"crates":{"offset":{{{{offset}}}},"epoch":"{{{{epoch}}}}"}}}""");
        (await client.NextAsync("subscribed")).GetProperty("recovered").GetBoolean().ShouldBeTrue();
        await PublishAsync(602);
        (await client.EventsAsync(601)).Select(item => item.GetProperty("data").GetProperty("revision").GetInt64()).ShouldBe(Enumerable.Range(2, 601).Select(number => (long)number));
        (await client.SettleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_epoch_or_a_place_ahead_is_a_fresh_start_with_unknown_losses()
    {
        var (epoch, offset) = await PublishAsync(1);
        foreach (var since in new[] { $"crates:00000000:{offset}", $"crates:{epoch}:{offset + 1_000}" })
        {
            await using var client = await shared.Replica.ConnectAsync($"/ws?since={since}");
            await client.NextAsync("welcome");
            var answer = await client.NextAsync("subscribed");
            answer.GetProperty("recovered").GetBoolean().ShouldBeFalse();
            answer.GetProperty("lost").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
            answer.GetProperty("epoch").GetString().ShouldBe(epoch);
            answer.GetProperty("offset").GetInt64().ShouldBeGreaterThanOrEqualTo(offset);
        }
    }

    [Fact]
    public async Task What_the_history_no_longer_holds_is_counted_as_lost()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await Replica.StartAsync(redis.ConnectionString, shared.Brokers.RabbitMq.ConnectionString, "Realtime:HistoryEvents=100", "Realtime:BacklogEvents=16");
        await using var witness = await replica.ConnectAsync();
        var epoch = (await witness.NextAsync("welcome")).GetProperty("epoch").GetString();
        for (var number = 1; number <= 400; number++)
        {
            await replica.AppendAsync(Publisher.Updated(number));
            await witness.EventsAsync(1);
        }

        await using var client = await replica.ConnectAsync($"/ws?since=crates:{epoch}:1");
        await client.NextAsync("welcome");
        var answer = await client.NextAsync("subscribed");
        answer.GetProperty("recovered").GetBoolean().ShouldBeFalse();
        answer.GetProperty("lost").GetInt64().ShouldBe(399);
        answer.GetProperty("offset").GetInt64().ShouldBe(400);
        (await client.SettleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_Redis_that_lost_its_last_moments_begins_a_new_epoch_and_repeats_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await Replica.StartAsync(redis.ConnectionString, shared.Brokers.RabbitMq.ConnectionString);
        await using var client = await replica.ConnectAsync();
        var epoch = (await client.NextAsync("welcome")).GetProperty("epoch").GetString();
        for (var number = 1; number <= 5; number++)
        {
            await replica.AppendAsync(Publisher.Updated(number));
        }

        await client.EventsAsync(5);

        // What an append-only file looks like that was not written to its end.
        await replica.RedisAsync("XDEL", HistoryKeys.Stream("crates"), "4-0", "5-0");
        await replica.RedisAsync("XSETID", HistoryKeys.Stream("crates"), "3-0");
        await replica.RedisAsync("SET", HistoryKeys.Head("crates"), "3");
        await replica.AppendAsync(Publisher.Updated(6));

        var notice = await client.NextAsync("subscribed");
        notice.GetProperty("epoch").GetString().ShouldNotBe(epoch);
        notice.GetProperty("recovered").GetBoolean().ShouldBeFalse();
        var next = (await client.EventsAsync(1))[0];
        next.GetProperty("data").GetProperty("revision").GetInt64().ShouldBe(6);
        next.GetProperty("offset").GetInt64().ShouldBe(4);
        next.GetProperty("epoch").GetString().ShouldBe(notice.GetProperty("epoch").GetString());
        (await client.SettleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_channel_that_lost_its_counter_alone_begins_a_new_epoch_too()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await Replica.StartAsync(redis.ConnectionString, shared.Brokers.RabbitMq.ConnectionString);
        await using var client = await replica.ConnectAsync();
        var epoch = (await client.NextAsync("welcome")).GetProperty("epoch").GetString();
        await replica.AppendAsync(Publisher.Updated(1));
        await replica.AppendAsync(Publisher.Updated(2));
        await client.EventsAsync(2);

        await replica.RedisAsync("DEL", HistoryKeys.Head("crates"));
        await replica.AppendAsync(Publisher.Updated(3));

        var next = (await client.EventsAsync(1))[0];
        next.GetProperty("data").GetProperty("revision").GetInt64().ShouldBe(3);
        next.GetProperty("offset").GetInt64().ShouldBe(1);
        next.GetProperty("epoch").GetString().ShouldNotBe(epoch);
    }

    [Fact]
    public async Task A_history_that_was_rewound_and_has_grown_again_is_noticed_by_its_events()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await Replica.StartAsync(redis.ConnectionString, shared.Brokers.RabbitMq.ConnectionString);
        await using var client = await replica.ConnectAsync();
        var epoch = (await client.NextAsync("welcome")).GetProperty("epoch").GetString();
        for (var number = 1; number <= 3; number++)
        {
            await replica.AppendAsync(Publisher.Updated(number));
        }

        await client.EventsAsync(3);

        // Another replica, which knows nothing of event 3, has written its own third and fourth without this one hearing of it.
        await replica.RedisAsync("DEL", HistoryKeys.Stream("crates"));
        foreach (var offset in new[] { 2, 3, 4 })
        {
            var json = $$"""{"type":"crate.updated","channel":"crates","offset":{{offset}},"epoch":"{{epoch}}","timestamp":"2026-01-01T00:00:00.000Z","data":{"revision":{{offset * 10}} } }""";
            await replica.RedisAsync("XADD", HistoryKeys.Stream("crates"), $"{offset}-0", "d", $"{epoch} {Guid.NewGuid():N} crate.updated 0 -", "j", json);
        }

        await replica.RedisAsync("SET", HistoryKeys.Head("crates"), "4");

        (await client.NextAsync("subscribed")).GetProperty("epoch").GetString().ShouldNotBe(epoch);
        (await client.EventsAsync(3)).Select(item => item.GetProperty("data").GetProperty("revision").GetInt64()).ShouldBe([20, 30, 40]);
    }

    private async Task<(string Epoch, long Offset)> PublishAsync(params int[] revisions)
    {
        await using var witness = await shared.Replica.ConnectAsync();
        await witness.NextAsync("welcome");
        foreach (var revision in revisions)
        {
            await shared.Publisher.PublishAsync(Publisher.Updated(revision));
        }

        var last = (await witness.EventsAsync(revisions.Length))[^1];
        return (last.GetProperty("epoch").GetString()!, last.GetProperty("offset").GetInt64());
    }
}
