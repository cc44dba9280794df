using System.Net;
using System.Text.Json;
using Ctas7.Realtime.Tests.Support;
using Ctas7.Testing;

namespace Ctas7.Realtime.Tests.ServerSentEvents;

[Collection(SharedReplica.Collection)]
public sealed class EventStreamTests(SharedReplica shared)
{
    [Fact]
    public async Task The_stream_has_the_same_text_as_the_WebSocket_and_an_id_to_go_on_from()
    {
        await using var client = await shared.Replica.ConnectAsync();
        await client.NextAsync("welcome");
        using var stream = await OpenAsync("/api/events/stream?channels=crates");
        (await stream.NextAsync()).Data.GetProperty("type").GetString().ShouldBe("welcome");
        await shared.Publisher.PublishAsync(Publisher.Updated(1));
        var expected = (await client.EventsAsync(1))[0];
        var (id, data) = await stream.NextAsync();
        data.GetRawText().ShouldBe(expected.GetRawText());
        id.ShouldBe($"crates:{expected.GetProperty("epoch").GetString()}:{expected.GetProperty("offset").GetInt64()}");
    }

    [Fact]
    public async Task Last_Event_ID_goes_on_where_the_stream_broke_on_every_channel()
    {
        string id;
        using (var stream = await OpenAsync("/api/events/stream"))
        {
            await stream.NextAsync();
            await shared.Publisher.PublishAsync(Publisher.Updated(1));
            (id, _) = await stream.NextAsync();
            id.Split(',').Length.ShouldBe(4);
            id.ShouldStartWith("crates:");
        }

        await using (var witness = await shared.Replica.ConnectAsync())
        {
            await witness.NextAsync("welcome");
            await shared.Publisher.PublishAsync(Publisher.Updated(2));
            await witness.EventsAsync(1);
        }

        using var again = await OpenAsync("/api/events/stream", id);
        var messages = new List<JsonElement>();
        while (messages.Count < 6)
        {
            messages.Add((await again.NextAsync()).Data);
        }

        messages[0].GetProperty("type").GetString().ShouldBe("welcome");
        messages.Where(message => message.GetProperty("type").GetString() == "subscribed").ShouldAllBe(message => message.GetProperty("recovered").GetBoolean());
        messages.Single(message => message.TryGetProperty("data", out _)).GetProperty("data").GetProperty("revision").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_quiet_stream_shows_that_it_lives()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:PingInterval=00:00:00.2");
        using var body = await replica.Http.GetStreamAsync(new Uri("/api/events/stream?channels=system", UriKind.Relative));
        using var reader = new StreamReader(body);
        await Eventually.True(async () => (await reader.ReadLineAsync())?.StartsWith(": ", StringComparison.Ordinal) == true, "a comment comes");
    }

    [Fact]
    public async Task A_client_that_leaves_gives_its_place_back()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync();
        using (var body = await replica.Http.GetStreamAsync(new Uri("/api/events/stream", UriKind.Relative)))
        {
            replica.Connections.ShouldBe(1);
        }

        await Eventually.True(() => replica.Connections == 0, "the connection is gone");
    }

    [Fact]
    public async Task Headers_keep_proxies_from_holding_events_back()
    {
        using var answer = await shared.Replica.Http.GetAsync(new Uri("/api/events/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        answer.Headers.CacheControl?.NoStore.ShouldBeTrue();
        answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
    }

    private Task<EventStreamReader> OpenAsync(string path, string? lastEventId = null) => EventStreamReader.OpenAsync(shared.Replica.Http, path, lastEventId);
}
