using Ctas7.Contracts.CrateDiscovery;
using Ctas7.Realtime.Tests.Support;

namespace Ctas7.Realtime.Tests;

/// <summary>A publisher that lost its lease and does not know it yet.</summary>
public sealed class FencingTests(Brokers brokers) : IClassFixture<Brokers>
{
    /// <summary>Each test's own: the fence of another test is none of it.</summary>
    private readonly string _lease = $"test-{Guid.NewGuid():N}:lease";

    [Fact]
    public async Task An_event_with_a_lower_token_than_seen_reaches_nobody_and_does_not_stay_in_the_queue()
    {
        await using (var replica = await brokers.StartReplicaAsync())
        {
            await using var publisher = await brokers.StartPublisherAsync();
            await using var client = await replica.ConnectAsync();
            await client.NextAsync("welcome");

            await publisher.PublishAsync(Updated(1, token: 1000));
            await publisher.PublishAsync(Updated(2, token: 1100));
            await publisher.PublishAsync(Updated(3, token: 1000));
            await publisher.PublishAsync(new ScanProgress(Guid.CreateVersion7(), DateTimeOffset.UtcNow, _lease, 1099, Guid.CreateVersion7(), 1, 1, 1));
            await publisher.PublishAsync(Updated(4, token: 1100));
            await publisher.PublishAsync(Updated(5, token: 0));

            var events = await client.EventsAsync(4);
            events.Select(one => one.GetProperty("data").GetProperty("revision").GetInt32()).ShouldBe([1, 2, 4, 5]);
        }

        // Nobody consumes now: what was taken and not acknowledged would be back in the queue.
        (await brokers.MessagesInAsync("realtime-crates")).ShouldBe(0u);
        (await brokers.MessagesInAsync("realtime-crates_error")).ShouldBe(0u);
    }

    [Fact]
    public async Task The_fence_outlives_the_replica()
    {
        await using var publisher = await brokers.StartPublisherAsync();
        await using (var first = await brokers.StartReplicaAsync())
        {
            await using var client = await first.ConnectAsync();
            await client.NextAsync("welcome");
            await publisher.PublishAsync(Updated(1, token: 1000));
            await client.EventsAsync(1);
        }

        await using var second = await brokers.StartReplicaAsync();
        await using var other = await second.ConnectAsync();
        await other.NextAsync("welcome");
        await publisher.PublishAsync(Updated(2, token: 999));
        await publisher.PublishAsync(Updated(3, token: 1000));
        (await other.EventsAsync(1))[0].GetProperty("data").GetProperty("revision").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Another_lease_on_the_same_bus_counts_its_own_tokens()
    {
        await using var replica = await brokers.StartReplicaAsync();
        await using var publisher = await brokers.StartPublisherAsync();
        await using var client = await replica.ConnectAsync();
        await client.NextAsync("welcome");

        await publisher.PublishAsync(Updated(1, token: 1000));
        await publisher.PublishAsync(Publisher.Updated(2, token: 10, lease: $"other-{_lease}"));
        await publisher.PublishAsync(Updated(3, token: 999));
        await publisher.PublishAsync(Publisher.Updated(4, token: 9, lease: $"other-{_lease}"));
        await publisher.PublishAsync(Updated(5, token: 1000));

        var events = await client.EventsAsync(3);
        events.Select(one => one.GetProperty("data").GetProperty("revision").GetInt32()).ShouldBe([1, 2, 5]);
    }

    private CrateUpdated Updated(int revision, long token) => Publisher.Updated(revision, token: token, lease: _lease);
}
