using System.Net;
using System.Net.Sockets;
using System.Text;
using Ctas7.Testing;
using Ctas7.Testing.Suite;

namespace Ctas7.Suite.Tests;

/// <summary>What the outside may send: a clear 4xx, and the gateway lives.</summary>
[Collection(SuiteCollection.Name)]
public sealed class BadInputTests(SuiteUnderTest suite)
{
    public static TheoryData<string, string> Malformed { get; } = new()
    {
        { "not HTTP at all", "\0\u0001\u0002\u0003 nonsense\r\n\r\n" },
        { "a bad request line", "GET\r\n\r\n" },
        { "an unknown version", "GET / HTTP/9.9\r\nHost: x\r\n\r\n" },
        { "no host", "GET /api/crates HTTP/1.1\r\n\r\n" },
        { "two lengths", "POST /api/crates/rescan HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab" },
        { "a negative length", "POST /api/crates/rescan HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n" },
        { "a bad chunk", "POST /api/crates/rescan HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n" },
        { "a NUL in the path", "GET /api/crates/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" },
        { "invalid UTF-8 in the path", "GET /api/crates/%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" },
        { "a climb out", "GET /api/crates/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" },
        { "a header without a name", "GET /api/crates HTTP/1.1\r\nHost: x\r\n: nothing\r\n\r\n" },
        { "an unknown parameter", "GET /api/crates?nonsense=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Malformed_http_is_a_4xx(string what, string bytes)
    {
        var answer = await SendAsync(Encoding.Latin1.GetBytes(bytes));
        answer.ShouldMatch("^HTTP/1.1 (4[0-9][0-9]|505) ", what);
        await LivesAsync();
    }

    [Fact]
    public async Task Ten_megabytes_of_headers_are_431()
    {
        var headers = new StringBuilder("GET /api/crates HTTP/1.1\r\nHost: x\r\n");
        for (var line = 0; line < 10_000; line++)
        {
            headers.Append("X-").Append(line).Append(": ").Append('a', 1_000).Append("\r\n");
        }

        var answer = await SendAsync(Encoding.Latin1.GetBytes(headers.Append("\r\n").ToString()));
        answer.ShouldStartWith("HTTP/1.1 431 ");
        await LivesAsync();
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/crates/rescan") { Content = new ByteArrayContent(new byte[10 * 1024 * 1024]) };

        // The server may say no before the body is sent, instead of closing on a client that still sends.
        request.Headers.ExpectContinue = true;
        using var answer = await suite.Api.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        await LivesAsync();
    }

    [Fact]
    public async Task A_long_address_is_414()
    {
        var answer = await SendAsync(Encoding.Latin1.GetBytes($"GET /api/crates?q={new string('a', 100_000)} HTTP/1.1\r\nHost: x\r\n\r\n"));
        answer.ShouldStartWith("HTTP/1.1 414 ");
        await LivesAsync();
    }

    [Fact]
    public async Task Symbolic_links_out_of_the_root_and_loops_are_not_followed()
    {
        var outside = Directory.CreateTempSubdirectory("ctas7-outside-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "smart-crate.toml"), "[smart-crate]\nname = \"outside-the-root\"\nversion = \"1.0.0\"\n");
            var folder = Directory.CreateDirectory(Path.Combine(suite.Workspace.Root, "links")).FullName;
            Directory.CreateSymbolicLink(Path.Combine(folder, "outside"), outside.FullName);
            Directory.CreateSymbolicLink(Path.Combine(folder, "loop"), folder);
            File.CreateSymbolicLink(Path.Combine(folder, "smart-crate.toml"), Path.Combine(outside.FullName, "smart-crate.toml"));

            // A crate written afterwards marks the point at which the links have been seen.
            suite.Workspace.Save("bad-input-after-links", "1.0.0");
            await Eventually.True(async () => (await suite.Api.GetAsync("/api/crates/bad-input-after-links")).IsSuccessStatusCode, "the crate after the links is known");
            using var answer = await suite.Api.GetAsync("/api/crates/outside-the-root");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            Directory.Delete(folder, recursive: true);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    private async Task<string> SendAsync(byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(suite.Api.BaseAddress!.Host, suite.Api.BaseAddress.Port);
        var stream = client.GetStream();
        var answer = ReadAsync(stream);
        try
        {
            await stream.WriteAsync(request);
        }
        catch (IOException)
        {
            // The server refused before it had read everything, which is its right.
        }

        return await answer.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        try
        {
            for (int read; text.Length < 16 && (read = await stream.ReadAsync(buffer)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Reset after the answer.
        }

        return text.ToString();
    }

    private async Task LivesAsync()
    {
        using var answer = await suite.Api.GetAsync("/api/crates");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
