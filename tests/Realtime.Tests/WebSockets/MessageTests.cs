using System.Net.WebSockets;
using Ctas7.Realtime.Tests.Support;

namespace Ctas7.Realtime.Tests.WebSockets;

/// <summary>What a client may say, and what it hears.</summary>
[Collection(SharedReplica.Collection)]
public sealed class MessageTests(SharedReplica shared)
{
    [Fact]
    public async Task The_welcome_states_the_limits_and_the_channels()
    {
        await using var client = await shared.Replica.ConnectAsync();
        var welcome = await client.NextAsync("welcome");
        Guid.Parse(welcome.GetProperty("connection_id").GetString()!).Version.ShouldBe(7);
        welcome.GetProperty("epoch").GetString().ShouldNotBeNullOrEmpty();
        welcome.GetProperty("limits").GetProperty("message_bytes").GetInt32().ShouldBe(65_536);
        welcome.GetProperty("limits").GetProperty("ping_interval_ms").GetInt32().ShouldBe(25_000);
        welcome.GetProperty("channels").EnumerateObject().Select(channel => channel.Name).ShouldBe(["crates", "deployments", "health", "system"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("/ws/system", "system")]
    [InlineData("/ws/deployments", "deployments")]
    [InlineData("/ws/health", "health")]
    [InlineData("/ws?channels=crates", "crates")]
    public async Task A_route_or_a_query_narrows_the_channels(string path, string channel)
    {
        await using var client = await shared.Replica.ConnectAsync(path);
        (await client.NextAsync("welcome")).GetProperty("channels").EnumerateObject().Select(item => item.Name).ShouldBe([channel]);
    }

    [Fact]
    public async Task A_client_of_another_channel_gets_nothing_of_this_one()
    {
        await using var system = await shared.Replica.ConnectAsync("/ws/system");
        await using var all = await shared.Replica.ConnectAsync("/");
        await system.NextAsync("welcome");
        await shared.Publisher.PublishAsync(Publisher.Updated(1));
        await all.EventsAsync(1);
        (await system.SettleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_subscribe_replaces_everything_and_more_add()
    {
        await using var client = await shared.Replica.ConnectAsync();
        await client.NextAsync("welcome");
        await client.SendAsync("""{"type":"subscribe","channels":["system"]}""");
        var answer = await client.NextAsync("subscribed");
        answer.GetProperty("channel").GetString().ShouldBe("system");
        answer.GetProperty("recovered").GetBoolean().ShouldBeFalse();
        answer.GetProperty("lost").GetInt64().ShouldBe(0);

        await shared.Publisher.PublishAsync(Publisher.Updated(1));
        await using (var witness = await shared.Replica.ConnectAsync())
        {
            await witness.NextAsync("welcome");
            await shared.Publisher.PublishAsync(Publisher.Updated(2));
            await witness.EventsAsync(1);
        }

        (await client.SettleAsync()).ShouldBeEmpty();
        await client.SendAsync("""{"type":"subscribe","channels":["crates"]}""");
        var offset = (await client.NextAsync("subscribed")).GetProperty("offset").GetInt64();
        await shared.Publisher.PublishAsync(Publisher.Updated(3));
        (await client.EventsAsync(1))[0].GetProperty("offset").GetInt64().ShouldBe(offset + 1);
    }

    [Fact]
    public async Task After_unsubscribe_nothing_of_the_channel_comes()
    {
        await using var client = await shared.Replica.ConnectAsync();
        await using var witness = await shared.Replica.ConnectAsync();
        await client.NextAsync("welcome");
        await client.SendAsync("""{"type":"unsubscribe","channels":["crates"]}""");
        await client.SettleAsync();
        await shared.Publisher.PublishAsync(Publisher.Updated(1));
        await witness.EventsAsync(1);
        (await client.SettleAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense", "bad_message")]
    [InlineData("null", "bad_message")]
    [InlineData("[]", "bad_message")]
    [InlineData("""{"type":"ping","type":"ping"}""", "bad_message")]
    [InlineData("""{"type":{"type":{}}}""", "bad_message")]
    [InlineData("""{"type":"subscribe","channels":[1]}""", "bad_message")]
    [InlineData("""{}""", "unknown_type")]
    [InlineData("""{"type":"publish"}""", "unknown_type")]
    [InlineData("""{"type":"subscribe"}""", "bad_channels")]
    [InlineData("""{"type":"subscribe","channels":[]}""", "bad_channels")]
    [InlineData("""{"type":"subscribe","channels":["weather"]}""", "unknown_channel")]
    [InlineData("""{"type":"subscribe","channels":[null]}""", "unknown_channel")]
    [InlineData("""{"type":"unsubscribe","channels":["../crates"]}""", "unknown_channel")]
    [InlineData("""{"type":"ack","channel":"weather","offset":1}""", "not_subscribed")]
    [InlineData("""{"type":"ack","channel":"system","offset":99}""", "bad_offset")]
    [InlineData("""{"type":"ack","channel":"system"}""", "bad_offset")]
    public async Task A_bad_message_is_refused_with_a_reason_and_the_connection_lives(string message, string code)
    {
        await using var client = await shared.Replica.ConnectAsync();
        await client.NextAsync("welcome");
        await client.SendAsync(message);
        var error = await client.NextAsync("error");
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        await client.SettleAsync();
    }

    [Fact]
    public async Task More_channels_than_the_limit_are_refused()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:MaxSubscriptions=1");
        await using var client = await replica.ConnectAsync("/ws?channels=system");
        await client.NextAsync("welcome");
        await client.SendAsync("""{"type":"subscribe","channels":["crates"]}""");
        (await client.NextAsync("error")).GetProperty("code").GetString().ShouldBe("too_many_subscriptions");
    }

    [Fact]
    public async Task An_ack_of_what_was_sent_is_taken_silently()
    {
        await using var client = await shared.Replica.ConnectAsync();
        await client.NextAsync("welcome");
        await shared.Publisher.PublishAsync(Publisher.Updated(1));
        var offset = (await client.EventsAsync(1))[0].GetProperty("offset").GetInt64();
        await client.SendAsync($$"""{"type":"ack","channel":"crates","offset":{{offset}}}""");
        (await client.SettleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_messages_a_second_close_with_1008()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:MessagesPerSecond=1", "Realtime:MessageBurst=3");
        await using var client = await replica.ConnectAsync();
        for (var count = 0; count < 5 && !client.Ended.IsCompleted; count++)
        {
            await client.SendAsync("""{"type":"ping"}""");
        }

        await client.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        client.CloseStatus.ShouldBe(WebSocketCloseStatus.PolicyViolation);
        client.CloseText.ShouldBe("more than 1 messages a second");
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_is_cut_off()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:PingInterval=00:00:00.2", "Realtime:MissedPings=2");
        using var dead = await RawClient.ConnectAsync(replica.Port);
        await using var alive = await replica.ConnectAsync();
        var pings = 0;
        while (await dead.ReadFrameAsync() is { } frame)
        {
            pings += frame.Opcode == 9 ? 1 : 0;
        }

        pings.ShouldBeGreaterThan(0);
        await alive.SettleAsync();
    }
}
