using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Ctas7.Realtime.Tests.Support;
using Ctas7.Testing;

namespace Ctas7.Realtime.Tests.WebSockets;

[Collection(SharedReplica.Collection)]
public sealed class HandshakeTests(SharedReplica shared)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/ws")]
    [InlineData("/ws/system")]
    public async Task A_plain_request_is_told_to_upgrade(string path)
    {
        var replica = shared.Replica;
        using var answer = await replica.Http.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        answer.Headers.Upgrade.ToString().ShouldBe("websocket");
        await ExpectProblemAsync(answer, "websocket_required");
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("Sec-WebSocket-Version: 13\r\n")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ========================\r\n")]
    public async Task An_incomplete_handshake_is_told_the_version(string headers)
    {
        var replica = shared.Replica;
        using var client = await RawClient.OpenAsync(replica.Port);
        await client.WriteAsync($"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{headers}\r\n");
        var head = await client.ReadHeadAsync();
        head.ShouldStartWith("HTTP/1.1 426");
        head.ShouldContain("Sec-WebSocket-Version: 13");
    }

    [Theory]
    [InlineData("https://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:15180", null, HttpStatusCode.SwitchingProtocols)]
    [InlineData("https://ops.example", "https://ops.example", HttpStatusCode.SwitchingProtocols)]
    [InlineData("https://ops.example.evil.example", "https://ops.example", HttpStatusCode.Forbidden)]
    [InlineData("https://any.example", "*", HttpStatusCode.SwitchingProtocols)]
    public async Task The_page_of_a_browser_must_be_allowed(string origin, string? allowed, HttpStatusCode expected)
    {
        await using var replica = await shared.Brokers.StartReplicaAsync(allowed is null ? [] : [$"Realtime:AllowedOrigins:0={allowed}"]);
        (await StatusAsync(replica, socket => socket.Options.SetRequestHeader("Origin", origin))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("?channels=crates,weather", "unknown_channel")]
    [InlineData("?since=crates:1", "bad_position")]
    [InlineData("?since=weather:e:1", "bad_position")]
    [InlineData("?since=crates:e:-1", "bad_position")]
    [InlineData("?chanels=crates", "unknown_parameter")]
    public async Task A_bad_query_is_a_problem_that_says_where(string query, string code)
    {
        var replica = shared.Replica;
        using var answer = await replica.Http.GetAsync(new Uri($"/api/events/stream{query}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ExpectProblemAsync(answer, code)).GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldStartWith("?");
        (await StatusAsync(replica, path: $"/ws{query}")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task One_address_may_have_so_many_connections()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:MaxConnectionsPerAddress=2");
        await using var one = await replica.ConnectAsync();
        var two = await replica.ConnectAsync("/ws/system");
        (await StatusAsync(replica)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(replica, socket => socket.Options.SetRequestHeader("X-Forwarded-For", "10.9.8.7, 203.0.113.5"))).ShouldBe(HttpStatusCode.SwitchingProtocols);
        await two.DisposeAsync();
        await Eventually.True(() => replica.Connections == 1, "the place is free again");
        await using var three = await replica.ConnectAsync();
        await three.NextAsync("welcome");
    }

    [Fact]
    public async Task A_replica_may_have_so_many_connections()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Realtime:MaxConnections=1");
        await using var one = await replica.ConnectAsync();
        using var answer = await replica.Http.GetAsync(new Uri("/api/events/stream", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        await ExpectProblemAsync(answer, "too_many_connections");
    }

    [Fact]
    public async Task Headers_that_never_end_are_cut_off_and_others_are_served_meanwhile()
    {
        await using var replica = await shared.Brokers.StartReplicaAsync("Http:HeaderTimeoutSeconds=1");
        using var slow = await RawClient.OpenAsync(replica.Port);
        await slow.WriteAsync("GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: webs");
        await using var client = await replica.ConnectAsync();
        await client.NextAsync("welcome");
        (await slow.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 408");
    }

    [Fact]
    public async Task Before_the_history_is_known_a_connection_is_refused_and_not_left_hanging()
    {
        await using var replica = await Replica.LaunchAsync($"127.0.0.1:{FreePorts.One()}", shared.Brokers.RabbitMq.ConnectionString);
        (await StatusAsync(replica)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await replica.Http.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public void Limits_that_make_no_sense_keep_the_service_from_starting() =>
        Should.Throw<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            Replica.LaunchAsync("127.0.0.1:1", "amqp://127.0.0.1:1", "Realtime:MaxMessageBytes=0"));

    private static async Task<HttpStatusCode> StatusAsync(Replica replica, Action<ClientWebSocket>? configure = null, string path = "/ws")
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure?.Invoke(socket);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{replica.Port}{path}"), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }

    private static async Task<JsonElement> ExpectProblemAsync(HttpResponseMessage answer, string code)
    {
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("code").GetString().ShouldBe(code);
        problem.RootElement.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        return problem.RootElement.Clone();
    }
}
