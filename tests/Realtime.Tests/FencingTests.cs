using Ctas7.Contracts.CrateDiscovery;
using Ctas7.Realtime.Tests.Support;

namespace Ctas7.Realtime.Tests;

/// <summary>A publisher that lost its lease and does not know it yet.</summary>
public sealed class FencingTests(Brokers brokers) : IClassFixture<Brokers>
{
    [Fact]
    public async Task An_event_with_a_lower_token_than_seen_reaches_nobody_and_does_not_stay_in_the_queue()
    {
        await using var replica = await brokers.StartReplicaAsync();
        await using var publisher = await brokers.StartPublisherAsync();
        await using var client = await replica.ConnectAsync();
        await client.NextAsync("welcome");

        // Above what any other test left in the same Redis.
        var token = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await publisher.PublishAsync(Publisher.Updated(1, token: token));
        await publisher.PublishAsync(Publisher.Updated(2, token: token + 100));
        await publisher.PublishAsync(Publisher.Updated(3, token: token));
        await publisher.PublishAsync(new ScanProgress(Guid.CreateVersion7(), DateTimeOffset.UtcNow, token + 99, Guid.CreateVersion7(), 1, 1, 1));
        await publisher.PublishAsync(Publisher.Updated(4, token: token + 100));
        await publisher.PublishAsync(Publisher.Updated(5, token: 0));

        var events = await client.EventsAsync(4);
        events.Select(one => one.GetProperty("data").GetProperty("revision").GetInt32()).ShouldBe([1, 2, 4, 5]);
    }

    [Fact]
    public async Task The_fence_outlives_the_replica()
    {
        await using var publisher = await brokers.StartPublisherAsync();
        var highest = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await using (var first = await brokers.StartReplicaAsync())
        {
            await using var client = await first.ConnectAsync();
            await client.NextAsync("welcome");
            await publisher.PublishAsync(Publisher.Updated(1, token: highest));
            await client.EventsAsync(1);
        }

        await using var second = await brokers.StartReplicaAsync();
        await using var other = await second.ConnectAsync();
        await other.NextAsync("welcome");
        await publisher.PublishAsync(Publisher.Updated(2, token: highest - 1));
        await publisher.PublishAsync(Publisher.Updated(3, token: highest));
        (await other.EventsAsync(1))[0].GetProperty("data").GetProperty("revision").GetInt32().ShouldBe(3);
    }
}
