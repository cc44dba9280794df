using Google.Protobuf;
using Grpc.AspNetCore.Tests.Hosts;
using Grpc.AspNetCore.Tests.Protos;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;

namespace Grpc.AspNetCore.Tests.Server;

/// <summary>Options, interceptors and endings at the server.</summary>
public sealed class ServerBehaviourTests
{
    [Fact]
    public async Task The_text_of_an_exception_stays_at_the_server_unless_it_is_told_to_send_it()
    {
        await using var quiet = await EchoServer.StartAsync();
        var hidden = await FailAsync(quiet, new EchoRequest { Act = "throw", Text = "secret" });
        hidden.StatusCode.ShouldBe(StatusCode.Unknown);
        hidden.Status.Detail.ShouldBe("Exception was thrown by handler.");

        await using var open = await EchoServer.StartAsync(options => options.EnableDetailedErrors = true);
        (await FailAsync(open, new EchoRequest { Act = "throw", Text = "secret" })).Status.Detail.ShouldContain("InvalidOperationException: secret");
    }

    [Fact]
    public async Task A_handler_that_returns_null_is_a_failure()
    {
        await using var server = await EchoServer.StartAsync();
        (await FailAsync(server, new EchoRequest { Act = "null" })).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Messages_above_the_limits_are_refused_on_both_sides()
    {
        await using var server = await EchoServer.StartAsync(options =>
        {
            options.MaxReceiveMessageSize = 1_000;
            options.MaxSendMessageSize = 2_000;
        });
        var tooLongForServer = await FailAsync(server, new EchoRequest { Payload = ByteString.CopyFrom(new byte[1_001]) });
        tooLongForServer.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        tooLongForServer.Status.Detail.ShouldContain("1000");
        (await FailAsync(server, new EchoRequest { ReplySize = 2_001 })).StatusCode.ShouldBe(StatusCode.ResourceExhausted);

        var sends = await FailAsync(server, new EchoRequest { Payload = ByteString.CopyFrom(new byte[101]) }, new GrpcChannelOptions { MaxSendMessageSize = 100 });
        sends.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        sends.Status.Detail.ShouldContain("to send");
        var receives = await FailAsync(server, new EchoRequest { ReplySize = 101 }, new GrpcChannelOptions { MaxReceiveMessageSize = 100 });
        receives.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        receives.Status.Detail.ShouldContain("received");
    }

    [Fact]
    public async Task Four_mebibytes_are_the_default_limit_on_both_sides()
    {
        await using var server = await EchoServer.StartAsync();
        (await FailAsync(server, new EchoRequest { ReplySize = (4 << 20) + 1 })).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await FailAsync(server, new EchoRequest { Payload = ByteString.CopyFrom(new byte[(4 << 20) + 1]) })).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task A_deaf_handler_does_not_keep_the_client_from_its_deadline()
    {
        await using var server = await EchoServer.StartAsync();
        using var raw = new RawCalls(server.Address);

        // Field 4 is `act`. The client itself waits: the answer is the server's.
        var act = "ignore-cancellation"u8.ToArray();
        var answer = await raw.PostAsync(
            "/ctas7.grpc.test.v1.Echo/Unary", RawCalls.Frame(0, (uint)act.Length + 2, [0x22, (byte)act.Length, .. act]), headers: ("grpc-timeout", "200m"));

        answer.GrpcStatus.ShouldBe("4");
        server.Record.Release();
    }

    [Fact]
    public async Task The_deadline_ends_a_handler_whose_client_neither_reads_nor_resets()
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/ctas7.grpc.test.v1.Echo/ServerStream"))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(RawCalls.Frame(0, 4, 0x30, 0xA0, 0x8D, 0x06)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        request.Headers.TryAddWithoutValidation("grpc-timeout", "300m");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await server.Record.HasEnded;
        server.Record.WrittenCount.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task Interceptors_wrap_every_kind_of_call_in_the_given_order()
    {
        await using var server = await EchoServer.StartAsync(options =>
        {
            options.Interceptors.Add<Marking>("outer");
            options.Interceptors.Add<Marking>("inner");
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Echo.EchoClient(channel);

        using var unary = client.UnaryAsync(new EchoRequest());
        await unary;
        Order(unary.GetTrailers()).ShouldBe(["inner", "outer"]);

        using var serverStream = client.ServerStream(new EchoRequest { Count = 1 });
        await foreach (var reply in serverStream.ResponseStream.ReadAllAsync())
        {
            reply.ShouldNotBeNull();
        }

        Order(serverStream.GetTrailers()).ShouldBe(["inner", "outer"]);

        using var clientStream = client.ClientStream();
        await clientStream.RequestStream.CompleteAsync();
        await clientStream;
        Order(clientStream.GetTrailers()).ShouldBe(["inner", "outer"]);

        using var duplex = client.Duplex();
        await duplex.RequestStream.CompleteAsync();
        (await duplex.ResponseStream.MoveNext()).ShouldBeFalse();
        Order(duplex.GetTrailers()).ShouldBe(["inner", "outer"]);

        static IEnumerable<string> Order(Metadata trailers) => trailers.GetAll("x-mark").SelectMany(entry => entry.Value.Split(", "));
    }

    [Fact]
    public async Task Responses_and_requests_are_compressed_when_both_sides_want_it()
    {
        await using var server = await EchoServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using var raw = new RawCalls(server.Address);

        // Field 6 is `reply_size`: 100000 zero bytes.
        var plain = RawCalls.Frame(0, 4, 0x30, 0xA0, 0x8D, 0x06);
        var compressed = await raw.PostAsync("/ctas7.grpc.test.v1.Echo/Unary", plain, headers: ("grpc-accept-encoding", "identity, gzip"));
        compressed.Body[0].ShouldBe((byte)1);
        compressed.Body.Length.ShouldBeLessThan(2_000);
        compressed.Response.Headers.GetValues("grpc-encoding").ShouldBe(["gzip"]);
        (await raw.PostAsync("/ctas7.grpc.test.v1.Echo/Unary", plain)).Body.Length.ShouldBeGreaterThan(100_000);

        using var channel = GrpcChannel.ForAddress(server.Address);
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        var reply = await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[200_000]) }, headers);
        reply.Payload.Length.ShouldBe(200_000);
    }

    [Fact]
    public async Task A_status_without_messages_comes_with_the_headers_alone()
    {
        await using var server = await EchoServer.StartAsync();
        using var raw = new RawCalls(server.Address);
        var answer = await raw.PostAsync("/ctas7.grpc.test.v1.Echo/Unary", RawCalls.Frame(0, 10, [0x22, 6, .. "status"u8, 0x28, 5]));
        answer.GrpcStatus.ShouldBe("5");
        answer.Response.TrailingHeaders.ShouldBeEmpty();
        answer.Body.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_type_that_is_no_service_cannot_be_mapped()
    {
        await using var server = await EchoServer.StartAsync(map: app =>
            Should.Throw<InvalidOperationException>(() => app.MapGrpcService<CallRecord>()).Message.ShouldContain("no gRPC service"));
    }

    [Fact]
    public async Task A_definition_with_its_own_instance_can_be_mapped()
    {
        var definition = Grpc.Health.V1.Health.BindService(new Grpc.HealthCheck.HealthServiceImpl());
        await using var server = await EchoServer.StartAsync(map: app => app.MapGrpcService(definition));
        using var channel = GrpcChannel.ForAddress(server.Address);
        var fault = await Should.ThrowAsync<RpcException>(async () =>
            await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new Grpc.Health.V1.HealthCheckRequest { Service = "x" }));
        fault.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    private static async Task<RpcException> FailAsync(EchoServer server, EchoRequest request, GrpcChannelOptions? options = null)
    {
        using var channel = GrpcChannel.ForAddress(server.Address, options ?? new GrpcChannelOptions());
        return await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(request));
    }

    private sealed class Marking(string name) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            var response = await continuation(request, context);
            context.ResponseTrailers.Add("x-mark", name);
            return response;
        }

        public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            var response = await continuation(requestStream, context);
            context.ResponseTrailers.Add("x-mark", name);
            return response;
        }

        public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            await continuation(request, responseStream, context);
            context.ResponseTrailers.Add("x-mark", name);
        }

        public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            await continuation(requestStream, responseStream, context);
            context.ResponseTrailers.Add("x-mark", name);
        }
    }
}
