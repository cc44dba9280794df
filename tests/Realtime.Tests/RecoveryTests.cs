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
        await using var rabbitMq = await RabbitMqServer.StartAsync();
        await using var replica = await Replica.StartAsync(redis.ConnectionString, rabbitMq.ConnectionString, "Realtime:HistoryEvents=100", "Realtime:BacklogEvents=16");
        await using var publisher = await Publisher.StartAsync(rabbitMq.ConnectionString);
        await using var witness = await replica.ConnectAsync();
        var epoch = (await witness.NextAsync("welcome")).GetProperty("epoch").GetString();
        for (var number = 1; number <= 400; number++)
        {
            await publisher.PublishAsync(Publisher.Updated(number));
        }

        await witness.EventsAsync(400);
        await using var client = await replica.ConnectAsync($"/ws?since=crates:{epoch}:1");
        await client.NextAsync("welcome");
        var answer = await client.NextAsync("subscribed");
        answer.GetProperty("recovered").GetBoolean().ShouldBeFalse();
        answer.GetProperty("lost").GetInt64().ShouldBe(399);
        answer.GetProperty("offset").GetInt64().ShouldBe(400);
        (await client.SettleAsync()).ShouldBeEmpty();
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
