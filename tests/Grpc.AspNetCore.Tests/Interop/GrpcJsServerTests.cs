using Google.Protobuf;
using Grpc.AspNetCore.Tests.Hosts;
using Grpc.AspNetCore.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.AspNetCore.Tests.Interop;

/// <summary>Our client against @grpc/grpc-js as server, and against a server that sends what no gRPC server does.</summary>
[Collection("node")]
public sealed class GrpcJsServerTests : IClassFixture<NodeServerFixture>, IDisposable
{
    private readonly NodeServer _server;
    private readonly GrpcChannel _channel;
    private readonly Echo.EchoClient _client;

    public GrpcJsServerTests(NodeServerFixture fixture)
    {
        _server = fixture.Server;
        _channel = GrpcChannel.ForAddress(_server.Address);
        _client = new Echo.EchoClient(_channel);
    }

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Unary_with_compressed_replies()
    {
        using var call = _client.UnaryAsync(new EchoRequest { Text = "grüße", Payload = ByteString.CopyFrom(new byte[100_000]) });
        var reply = await call;
        reply.Text.ShouldBe("grüße");
        reply.Payload.Length.ShouldBe(100_000);
        call.GetTrailers().GetValueBytes("x-late-bin").ShouldBe([3, 4, 254]);
    }

    [Fact]
    public async Task Unary_with_compressed_requests()
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        (await _client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[300_000]) }, headers)).Payload.Length.ShouldBe(300_000);
    }

    [Fact]
    public async Task Server_streaming()
    {
        using var call = _client.ServerStream(new EchoRequest { Count = 2_000, ReplySize = 500 });
        var count = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            reply.Index.ShouldBe(count++);
        }

        count.ShouldBe(2_000);
        call.GetTrailers().GetValue("x-late").ShouldBe("there");
    }

    [Fact]
    public async Task Client_streaming()
    {
        using var call = _client.ClientStream();
        for (var i = 0; i < 500; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
        }

        await call.RequestStream.CompleteAsync();
        (await call).Index.ShouldBe(500);
    }

    [Fact]
    public async Task Duplex_streaming()
    {
        using var call = _client.Duplex();
        for (var i = 0; i < 50; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();
            call.ResponseStream.Current.Index.ShouldBe(i);
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
    }

    [Fact]
    public async Task Metadata_and_status()
    {
        var headers = new Metadata { { "x-text", "from .NET" }, { "x-raw-bin", [0, 127, 128, 255] } };
        using var call = _client.UnaryAsync(new EchoRequest { Act = "headers" }, headers);
        (await call.ResponseHeadersAsync).GetValue("x-seen")!.ShouldContain("\"x-raw-bin\":\"007f80ff\"");
        (await call.ResponseHeadersAsync).GetValueBytes("x-raw-bin").ShouldBe([0, 127, 128, 255]);
        await call;

        var fault = await FailAsync(new EchoRequest { Act = "trailers", Code = 9, Text = "größe 100 %" });
        fault.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        fault.Status.Detail.ShouldBe("größe 100 %");
        fault.Trailers.GetValueBytes("x-late-bin").ShouldBe([3, 4, 254]);
    }

    [Fact]
    public async Task A_stream_that_the_server_fails_fails_at_reader_and_writer()
    {
        using var duplex = _client.Duplex();
        await duplex.RequestStream.WriteAsync(new EchoRequest { Act = "status", Code = 7, Text = "no" });
        (await Should.ThrowAsync<RpcException>(() => duplex.ResponseStream.MoveNext())).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        (await Should.ThrowAsync<RpcException>(() => duplex.RequestStream.WriteAsync(new EchoRequest()))).StatusCode.ShouldBe(StatusCode.PermissionDenied);

        using var upload = _client.ClientStream();
        await upload.RequestStream.WriteAsync(new EchoRequest { Act = "status", Code = 7, Text = "no" });
        (await Should.ThrowAsync<RpcException>(async () => await upload)).StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task Deadline_is_told_to_the_server_and_kept_here()
    {
        var fault = await Should.ThrowAsync<RpcException>(async () =>
            await _client.UnaryAsync(new EchoRequest { Act = "hang", Text = "late" }, deadline: DateTime.UtcNow.AddMilliseconds(400)));
        fault.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        (await _server.SawAsync("hanging", "late")).GetProperty("timeout").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Cancellation_reaches_the_server()
    {
        using var source = new CancellationTokenSource();
        var call = _client.UnaryAsync(new EchoRequest { Act = "hang", Text = "given up" }, cancellationToken: source.Token);
        await _server.SawAsync("hanging", "given up");
        await source.CancelAsync();
        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await _server.SawAsync("cancelled", "given up");
    }

    [Fact]
    public async Task A_disposed_stream_stops_the_server()
    {
        var call = _client.ServerStream(new EchoRequest { Text = "disposed", ReplySize = 1_000 });
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        call.Dispose();
        await _server.SawAsync("cancelled", "disposed");
    }

    [Fact]
    public async Task Oversize_in_both_directions()
    {
        (await FailAsync(new EchoRequest { ReplySize = (4 << 20) + 1 })).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await FailAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[(4 << 20) + 1]) })).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Unknown_method()
    {
        var missing = new Method<string, string>(MethodType.Unary, "ctas7.grpc.test.v1.Echo", "Missing", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        var call = _channel.CreateCallInvoker().AsyncUnaryCall(missing, null, new CallOptions(), "");
        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Theory]
    [InlineData("no-status", StatusCode.Unknown)]
    [InlineData("trailers-only", StatusCode.NotFound)]
    [InlineData("ok-without-message", StatusCode.Internal)]
    [InlineData("http-503", StatusCode.Unavailable)]
    [InlineData("http-401", StatusCode.Unauthenticated)]
    [InlineData("http-404", StatusCode.Unimplemented)]
    [InlineData("html", StatusCode.Unknown)]
    [InlineData("bad-flag", StatusCode.Internal)]
    [InlineData("huge-length", StatusCode.ResourceExhausted)]
    [InlineData("truncated", StatusCode.Internal)]
    [InlineData("compressed-without-encoding", StatusCode.Internal)]
    [InlineData("unknown-encoding", StatusCode.Internal)]
    [InlineData("two-messages", StatusCode.Internal)]
    [InlineData("bad-status", StatusCode.Unknown)]
    [InlineData("reset-cancel", StatusCode.Cancelled)]
    [InlineData("reset-refused", StatusCode.Unavailable)]
    [InlineData("reset-calm", StatusCode.ResourceExhausted)]
    [InlineData("reset-internal", StatusCode.Internal)]
    public async Task What_no_server_should_send_has_a_clear_status(string answer, StatusCode expected)
    {
        using var channel = GrpcChannel.ForAddress(_server.RawAddress);
        var client = new Echo.EchoClient(channel);
        var headers = new Metadata { { "x-answer", answer } };
        var deadline = DateTime.UtcNow.AddSeconds(20);
        var fault = await Should.ThrowAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest(), headers, deadline));
        fault.StatusCode.ShouldBe(expected, fault.Status.Detail);

        if (answer is not ("ok-without-message" or "two-messages"))
        {
            using var stream = client.ServerStream(new EchoRequest(), headers, deadline);
            var late = await Should.ThrowAsync<RpcException>(async () =>
            {
                while (await stream.ResponseStream.MoveNext())
                {
                }
            });
            late.StatusCode.ShouldBe(expected, late.Status.Detail);
        }
    }

    private async Task<RpcException> FailAsync(EchoRequest request) =>
        await Should.ThrowAsync<RpcException>(async () => await _client.UnaryAsync(request));
}
