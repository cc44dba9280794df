using Ctas7.Realtime.Tests.Support;
using Ctas7.Testing;

namespace Ctas7.Realtime.Tests;

[Collection(SharedReplica.Collection)]
public sealed class DrainTests(SharedReplica shared)
{
    [Fact]
    public async Task A_service_that_stops_closes_its_clients_with_1012_and_their_place()
    {
        var publisher = shared.Publisher;
        var replica = await shared.Brokers.StartReplicaAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => replica.ConnectAsync()));
        using var stream = await replica.Http.GetStreamAsync(new Uri("/api/events/stream", UriKind.Relative));
        await publisher.PublishAsync(Publisher.Updated(1));
        var offset = 0L;
        foreach (var client in clients)
        {
            offset = (await client.EventsAsync(1))[0].GetProperty("offset").GetInt64();
        }

        await replica.StopAsync();

        foreach (var client in clients)
        {
            await client.Ended.WaitAsync(TimeSpan.FromSeconds(20));
            ((int?)client.CloseStatus).ShouldBe(1012);
            client.CloseText.ShouldStartWith("restart; resume crates:");
            client.CloseText!.Split(',')[0].ShouldEndWith($":{offset}");
            await client.DisposeAsync();
        }

        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20))).ShouldContain("restart");
        await replica.DisposeAsync();
    }

    [Fact]
    public async Task While_it_drains_it_is_not_ready_and_takes_no_new_client()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:CloseTimeout=00:00:03");
        using var stubborn = await RawClient.ConnectAsync(replica.Port);
        var stopped = replica.StopAsync();
        await Eventually.True(
            async () =>
            {
                using var health = await replica.Http.GetAsync(new Uri("/health", UriKind.Relative));
                using var stream = await replica.Http.GetAsync(new Uri("/api/events/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
                return (int)health.StatusCode == 503 && (int)stream.StatusCode == 503 && (await stream.Content.ReadAsStringAsync()).Contains("draining", StringComparison.Ordinal);
            },
            "the replica says that it drains",
            TimeSpan.FromSeconds(3));
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
