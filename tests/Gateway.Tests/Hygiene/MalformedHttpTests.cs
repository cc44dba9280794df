using System.Net;
using System.Text;
using Ctas7.Gateway.Tests.Servers;

namespace Ctas7.Gateway.Tests.Hygiene;

public sealed class MalformedHttpTests : IAsyncLifetime
{
    private const string Good = "GET /api/crates HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private Upstream _crates = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _crates = await Upstream.StartAsync("crate-discovery");
        _gateway = await GatewayServer.StartAsync(_crates);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _crates.DisposeAsync();
    }

    public static TheoryData<string, string, string> Requests => new()
    {
        { "no request line", "\r\n\r\nnonsense\r\n\r\n", "400" },
        { "a version that is none", "GET /api/crates HTTP/9.9\r\nHost: a\r\n\r\n", "505" },
        { "no version", "GET /api/crates\r\n\r\n", "400" },
        { "spaces in the target", "GET /api/ crates HTTP/1.1\r\nHost: a\r\n\r\n", "400" },
        { "no host", "GET /api/crates HTTP/1.1\r\n\r\n", "400" },
        { "two hosts", "GET /api/crates HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400" },
        { "a host that is none", "GET /api/crates HTTP/1.1\r\nHost: a b\r\n\r\n", "400" },
        { "a header without colon", "GET /api/crates HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", "400" },
        { "a header name with a space", "GET /api/crates HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n", "400" },
        { "a folded header", "GET /api/crates HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n", "400" },
        { "a NUL in a header", "GET /api/crates HTTP/1.1\r\nHost: a\r\nX: y\0z\r\n\r\n", "400" },
        { "bytes in a header that are no UTF-8", "GET /api/crates HTTP/1.1\r\nHost: a\r\nX: \u00ff\u00fe\r\n\r\n", "400" },
        { "bytes in the path that are no ASCII", "GET /api/crates/\u00ff\u00fe HTTP/1.1\r\nHost: a\r\n\r\n", "400" },
        { "encoded bytes in the path that are no UTF-8", "GET /api/crates/%ff%fe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400" },
        { "encoded traversal", "GET /api/crates/%2e%2e/%2e%2e/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400" },
        { "an encoded NUL", "GET /api/crates/%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400" },
        { "an empty segment", "GET /api//crates HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400" },
        { "an empty segment in absolute form", "GET http://a/api//crates HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400" },
        { "a length that is no number", "POST /api/crates HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400" },
        { "two lengths", "POST /api/crates HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400" },
        { "a chunk size that is none", "POST /api/crates HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "400" },
        { "a coding that is unknown", "POST /api/crates HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "400" },
        { "a method of no meaning", "NONSENSE /api/crates HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "501" },
        { "TRACE", "TRACE /api/crates HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "501" },
        { "CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n\r\n", "501" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Malformed_input_is_refused_and_the_gateway_lives(string what, string request, string status)
    {
        var answer = await RawHttp.SendAsync(_gateway.HttpPort, request);

        answer.ShouldStartWith($"HTTP/1.1 {status} ", Case.Sensitive, what);
        (await RawHttp.SendAsync(_gateway.HttpPort, Good)).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Theory]
    [InlineData("POST /api/crates HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")]
    [InlineData("POST /api/crates HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc")]
    [InlineData("GET /api/crates HTTP/1.1\r\nHos")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task A_client_that_leaves_in_the_middle_does_no_harm(string request)
    {
        await RawHttp.SendAsync(_gateway.HttpPort, request, thenEnd: true);

        (await RawHttp.SendAsync(_gateway.HttpPort, Good)).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task A_smuggled_second_request_is_never_seen_by_a_service()
    {
        var answer = await RawHttp.SendAsync(
            _gateway.HttpPort,
            "POST /api/crates HTTP/1.1\r\nHost: a\r\nContent-Length: 49\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/crates/smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

        // RFC 9112, 6.3: chunked wins and the connection is closed, or the message is refused; either way the rest is not forwarded as part of it.
        answer.ShouldMatch("^HTTP/1.1 (200|400) ");
        foreach (var seen in _crates.Seen.Where(seen => seen.Method == "POST"))
        {
            (seen.Headers.ContainsKey("Content-Length") && seen.Headers.ContainsKey("Transfer-Encoding")).ShouldBeFalse();
        }

        (await RawHttp.SendAsync(_gateway.HttpPort, Good)).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task Random_bytes_never_end_the_gateway()
    {
        var random = new Random(7);
        for (var round = 0; round < 40; round++)
        {
            var bytes = new byte[random.Next(1, 2_000)];
            random.NextBytes(bytes);
            var answer = await RawHttp.SendAsync(_gateway.HttpPort, round % 2 == 0 ? bytes : [.. Encoding.ASCII.GetBytes(Good[..random.Next(1, Good.Length - 4)]), .. bytes], thenEnd: true);
            if (answer.Length > 0)
            {
                answer.ShouldMatch("^HTTP/1.1 [45]0\\d ");
            }
        }

        (await _gateway.Client.GetAsync(new Uri("/api/crates", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refused_path_is_a_problem_that_says_why()
    {
        var answer = await RawHttp.SendAsync(_gateway.HttpPort, "GET /api/crates/%2e%2e/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        answer.ShouldContain("application/problem+json");
        answer.ShouldContain("\"code\":\"ambiguous_path\"");
        answer.ShouldContain("%2e");
        _crates.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plain_dot_segments_are_resolved_before_the_route_is_chosen()
    {
        var answer = await RawHttp.SendAsync(_gateway.HttpPort, "GET /api/crates/../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 404 ");
        _crates.Seen.ShouldBeEmpty();
    }
}
