using System.Net;
using Grpc.AspNetCore.Tests.Hosts;
using Grpc.AspNetCore.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.AspNetCore.Tests.Server;

/// <summary>What no gRPC client sends: a clear status, and the server lives.</summary>
public sealed class BadRequestTests : IAsyncLifetime
{
    private const string Unary = "/ctas7.grpc.test.v1.Echo/Unary";
    private const string Duplex = "/ctas7.grpc.test.v1.Echo/Duplex";
    private EchoServer _server = null!;
    private RawCalls _raw = null!;

    public async Task InitializeAsync()
    {
        _server = await EchoServer.StartAsync();
        _raw = RawCalls.To(_server.Address);
    }

    public async Task DisposeAsync()
    {
        using var channel = GrpcChannel.ForAddress(_server.Address);
        (await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Text = "alive" })).Text.ShouldBe("alive");
        _raw.Dispose();
        await _server.DisposeAsync();
    }

    public static TheoryData<string, byte[], StatusCode> BadFrames() => new()
    {
        { "no message", [], StatusCode.Internal },
        { "part of a header", [0, 0, 0], StatusCode.Internal },
        { "part of a message", RawCalls.Frame(0, 10, 1, 2), StatusCode.Internal },
        { "an unknown flag", RawCalls.Frame(2, 0), StatusCode.Internal },
        { "a negative length", RawCalls.Frame(0, 0xFFFF_FFFF), StatusCode.ResourceExhausted },
        { "a huge length", RawCalls.Frame(0, 0x7FFF_FFFF), StatusCode.ResourceExhausted },
        { "just over the limit", RawCalls.Frame(0, (4 << 20) + 1), StatusCode.ResourceExhausted },
        { "compressed without an encoding", RawCalls.Frame(1, 1, 0), StatusCode.Internal },
        { "no protobuf", RawCalls.Frame(0, 3, 0xFF, 0xFF, 0xFF), StatusCode.Internal },
        { "invalid UTF-8 in a string", RawCalls.Frame(0, 3, 0x0A, 1, 0xFF), StatusCode.OK },
    };

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task A_bad_frame_has_a_clear_status(string what, byte[] body, StatusCode expected)
    {
        foreach (var path in new[] { Unary, Duplex })
        {
            var answer = await _raw.PostAsync(path, body);
            answer.HttpStatus.ShouldBe(HttpStatusCode.OK, what);

            // A stream may have no message at all.
            answer.GrpcStatus.ShouldBe($"{(int)(path == Duplex && body.Length == 0 ? StatusCode.OK : expected)}", $"{what}: {answer.GrpcMessage}");
        }
    }

    [Fact]
    public async Task A_unary_request_with_two_messages_is_refused()
    {
        var answer = await _raw.PostAsync(Unary, [.. RawCalls.Frame(0, 0), .. RawCalls.Frame(0, 0)]);
        answer.GrpcStatus.ShouldBe("13");
        answer.GrpcMessage.ShouldContain("only message");
    }

    [Fact]
    public async Task An_unknown_encoding_is_unimplemented_and_the_known_ones_are_named()
    {
        var answer = await _raw.PostAsync(Unary, RawCalls.Frame(1, 2, 1, 2), headers: ("grpc-encoding", "zstd-9"));
        answer.GrpcStatus.ShouldBe("12");
        answer.Response.Headers.GetValues("grpc-accept-encoding").Single().ShouldContain("gzip");
    }

    [Fact]
    public async Task Broken_gzip_has_a_clear_status() =>
        (await _raw.PostAsync(Unary, RawCalls.Frame(1, 4, 1, 2, 3, 4), headers: ("grpc-encoding", "gzip"))).GrpcStatus.ShouldBe("13");

    [Theory]
    [InlineData("5")]
    [InlineData("abc")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    public async Task A_malformed_timeout_is_named(string timeout)
    {
        var answer = await _raw.PostAsync(Unary, RawCalls.Frame(0, 0), headers: ("grpc-timeout", timeout));
        answer.GrpcStatus.ShouldBe("13");
        answer.GrpcMessage.ShouldContain("grpc-timeout");
    }

    [Fact]
    public async Task A_binary_header_that_is_no_base64_is_named()
    {
        // Field 4 is `act`: the handler reads the request's metadata.
        var answer = await _raw.PostAsync(Unary, RawCalls.Frame(0, 9, [0x22, 7, .. "headers"u8]), headers: ("x-broken-bin", "%%%"));
        answer.GrpcStatus.ShouldBe("13");
        answer.GrpcMessage.ShouldContain("x-broken-bin");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("application/grpcx")]
    public async Task Another_content_type_is_415(string? contentType)
    {
        var answer = await _raw.PostAsync(Unary, [], contentType);
        answer.HttpStatus.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        answer.GrpcStatus.ShouldBe("13");
    }

    [Fact]
    public async Task Http1_is_told_to_upgrade()
    {
        using var http1 = new RawCalls(_server.Http1Address);
        var answer = await http1.PostAsync(Unary, RawCalls.Frame(0, 0), version: HttpVersion.Version11);
        answer.HttpStatus.ShouldBe(HttpStatusCode.UpgradeRequired);
        answer.GrpcMessage.ShouldContain("HTTP/2");
    }

    [Theory]
    [InlineData("/ctas7.grpc.test.v1.Echo/Nothing")]
    [InlineData("/no.such.Service/Unary")]
    public async Task What_does_not_exist_is_unimplemented(string path)
    {
        var answer = await _raw.PostAsync(path, RawCalls.Frame(0, 0));
        answer.HttpStatus.ShouldBe(HttpStatusCode.OK);
        answer.GrpcStatus.ShouldBe("12");
    }

    [Fact]
    public async Task Requests_that_are_no_grpc_calls_are_left_to_the_application()
    {
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri(_server.Http1Address, "/plain"))).ShouldBe("plain");
        (await http.GetAsync(new Uri(_server.Http1Address, "/no.such.Service/Unary"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Random_bytes_never_break_the_server()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var body = new byte[random.Next(0, 40)];
            random.NextBytes(body);
            body.AsSpan(0, Math.Min(body.Length, random.Next(0, 5))).Clear();
            var answer = await _raw.PostAsync(i % 2 == 0 ? Unary : Duplex, body);
            answer.GrpcStatus.ShouldBeOneOf("0", "8", "13");
        }
    }
}
