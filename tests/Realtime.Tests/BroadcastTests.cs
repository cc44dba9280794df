using Ctas7.Realtime.Tests.Support;

namespace Ctas7.Realtime.Tests;

[Collection(SharedReplica.Collection)]
public sealed class BroadcastTests(SharedReplica shared)
{
    [Fact]
    public async Task A_client_that_sends_nothing_gets_what_is_published_on_the_bus()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync();
        var publisher = shared.Publisher;
        await using var client = await replica.ConnectAsync();
        var welcome = await client.NextAsync("welcome");
        var message = Publisher.Updated(7);
        await publisher.PublishAsync(message);

        var got = await client.NextAsync("crate.updated");

        got.EnumerateObject().Select(property => property.Name).ShouldBe(["type", "channel", "offset", "epoch", "timestamp", "data"]);
        got.GetProperty("channel").GetString().ShouldBe("crates");
        got.GetProperty("offset").GetInt64().ShouldBe(welcome.GetProperty("channels").GetProperty("crates").GetInt64() + 1);
        got.GetProperty("epoch").GetString().ShouldBe(welcome.GetProperty("epoch").GetString());
        got.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds().ShouldBe(message.OccurredAt.ToUnixTimeMilliseconds());
        got.GetProperty("data").GetProperty("event_id").GetGuid().ShouldBe(message.EventId);
        got.GetProperty("data").GetProperty("crate").GetProperty("ports").GetProperty("main_api").GetInt32().ShouldBe(18_000);
    }
}
