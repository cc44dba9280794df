using System.Globalization;
using Ctas7.Realtime.Connections;
using Ctas7.Realtime.Tests.Support;
using Ctas7.Testing;

namespace Ctas7.Realtime.Tests;

[Collection(SharedReplica.Collection)]
public sealed class SlowClientTests(SharedReplica shared)
{
    [Fact]
    public async Task A_client_that_reads_nothing_delays_nobody_and_is_closed_with_its_place()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:BacklogEvents=64", "Realtime:CloseTimeout=00:00:20");
        var publisher = shared.Publisher;
        using var slow = await RawClient.ConnectAsync(replica.Port, receiveBuffer: 4_096);
        await using var quick = await replica.ConnectAsync();
        await quick.NextAsync("welcome");
        await Eventually.True(() => replica.Connections == 2, "both are connected");

        // Large enough that the socket's buffers do not hide the stalled client.
        var name = new string('x', 40_000);
        var (sent, offset) = (0, 0L);
        while (replica.Get<ConnectionRegistry>().Open.All(connection => connection.Closing is null))
        {
            await publisher.PublishAsync(Publisher.Updated(++sent, name));
            var got = (await quick.EventsAsync(1))[0];
            got.GetProperty("data").GetProperty("revision").GetInt64().ShouldBe(sent);
            offset = got.GetProperty("offset").GetInt64();
            sent.ShouldBeLessThan(2_000, "the stalled client should have been closed by now");
        }

        var (code, text) = (await slow.ReadCloseAsync()).ShouldNotBeNull();
        code.ShouldBe(4008);
        text.ShouldStartWith("too slow; resume crates:");
        var place = text.Split(' ')[^1].Split(',')[0];
        await using var back = await replica.ConnectAsync($"/ws?since={place}");
        await back.NextAsync("welcome");
        (await back.NextAsync("subscribed")).GetProperty("recovered").GetBoolean().ShouldBeTrue();
        var rest = await back.EventsAsync((int)(offset - long.Parse(place.Split(':')[2], CultureInfo.InvariantCulture)));
        rest[^1].GetProperty("data").GetProperty("revision").GetInt64().ShouldBe(sent);
    }

    [Fact]
    public async Task A_client_that_takes_no_close_either_is_cut_off()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:BacklogEvents=16", "Realtime:CloseTimeout=00:00:00.5");
        var publisher = shared.Publisher;
        using var slow = await RawClient.ConnectAsync(replica.Port, receiveBuffer: 4_096);
        var name = new string('x', 40_000);
        for (var sent = 0; sent < 200; sent++)
        {
            await publisher.PublishAsync(Publisher.Updated(sent, name));
        }

        await Eventually.True(() => replica.Connections == 0, "the connection is gone");
    }
}
