using Google.Protobuf;
using Grpc.AspNetCore.Tests.Hosts;
using Grpc.AspNetCore.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.AspNetCore.Tests.Client;

/// <summary>Our client and our server, over real HTTP/2.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private EchoServer _server = null!;
    private GrpcChannel _channel = null!;
    private Echo.EchoClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await EchoServer.StartAsync();
        _channel = GrpcChannel.ForAddress(_server.Address);
        _client = new Echo.EchoClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_unary_call_answers_with_its_message()
    {
        var reply = await _client.UnaryAsync(new EchoRequest { Text = "grüße", Payload = ByteString.CopyFrom(new byte[100_000]) });
        reply.Text.ShouldBe("grüße");
        reply.Payload.Length.ShouldBe(100_000);
        _client.Unary(new EchoRequest { Text = "blocking" }).Text.ShouldBe("blocking");
    }

    [Fact]
    public async Task An_empty_message_travels_as_an_empty_frame() =>
        (await _client.UnaryAsync(new EchoRequest())).ShouldBe(new EchoReply());

    [Fact]
    public async Task A_server_stream_arrives_whole_and_in_order()
    {
        using var call = _client.ServerStream(new EchoRequest { Text = "s", Count = 5_000, ReplySize = 300 });
        var indexes = new List<int>();
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            indexes.Add(reply.Index);
        }

        indexes.ShouldBe(Enumerable.Range(0, 5_000));
        call.GetStatus().ShouldBe(Status.DefaultSuccess);
        call.GetTrailers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_stream_is_counted_by_the_server()
    {
        using var call = _client.ClientStream();
        for (var i = 0; i < 1_000; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
        }

        await call.RequestStream.CompleteAsync();
        var reply = await call;
        reply.Index.ShouldBe(1_000);
        reply.Text.ShouldBe("999");
    }

    [Fact]
    public async Task A_duplex_call_alternates()
    {
        using var call = _client.Duplex();
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();
            call.ResponseStream.Current.Text.ShouldBe($"{i}");
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task A_large_message_crosses_both_flow_control_windows()
    {
        var reply = await _client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[3_900_000]) });
        reply.Payload.Length.ShouldBe(3_900_000);
    }

    [Theory]
    [InlineData(StatusCode.NotFound, "no such crate: größe 100 %\n\u0001")]
    [InlineData(StatusCode.DataLoss, "")]
    [InlineData(StatusCode.Unauthenticated, "who?")]
    public async Task The_status_of_a_handler_reaches_the_caller(StatusCode code, string detail)
    {
        var fault = await Should.ThrowAsync<RpcException>(async () => await _client.UnaryAsync(Acting("status", code, detail)));
        fault.Status.StatusCode.ShouldBe(code);
        fault.Status.Detail.ShouldBe(detail);

        using var stream = _client.ServerStream(new EchoRequest { Act = "status", Code = (int)code, Text = detail, Count = 1 });
        (await stream.ResponseStream.MoveNext()).ShouldBeTrue();
        var late = await Should.ThrowAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        late.StatusCode.ShouldBe(code);
        late.Status.Detail.ShouldBe(detail);
        stream.GetStatus().StatusCode.ShouldBe(code);
    }

    [Fact]
    public async Task Headers_and_trailers_travel_as_text_and_as_bytes()
    {
        var headers = new Metadata { { "x-text", "plain" }, { "x-raw-bin", [0, 1, 2, 250] }, { "x-text", "again" } };
        using var early = _client.UnaryAsync(new EchoRequest { Act = "headers" }, headers);
        var received = await early.ResponseHeadersAsync;
        received.GetValue("x-early").ShouldBe("here");
        received.GetValueBytes("x-early-bin").ShouldBe([1, 2, 255]);
        received.GetValueBytes("x-raw-bin").ShouldBe([0, 1, 2, 250]);
        received.GetAll("x-text").SelectMany(entry => entry.Value.Split(", ")).ShouldBe(["plain", "again"], "HTTP may join the values of one name");
        await early;

        using var late = _client.UnaryAsync(new EchoRequest { Act = "trailers" });
        await late;
        late.GetTrailers().GetValue("x-late").ShouldBe("there");
        late.GetTrailers().GetValueBytes("x-late-bin").ShouldBe([3, 4, 254]);

        var fault = await Should.ThrowAsync<RpcException>(async () => await _client.UnaryAsync(Acting("trailers", StatusCode.Aborted, "later")));
        fault.StatusCode.ShouldBe(StatusCode.Aborted);
        fault.Trailers.GetValue("x-late").ShouldBe("there");
    }

    [Fact]
    public async Task The_client_stops_waiting_at_its_deadline_and_the_handler_is_told()
    {
        var call = _client.UnaryAsync(new EchoRequest { Act = "hang" }, deadline: DateTime.UtcNow.AddMilliseconds(200));
        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await _server.Record.WasCancelled;
    }

    [Fact]
    public async Task A_deadline_that_passed_sends_nothing()
    {
        var call = _client.UnaryAsync(new EchoRequest { Act = "hang" }, deadline: DateTime.UtcNow.AddSeconds(-1));
        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);

        // A call that arrives after it shows that it never came.
        await _client.UnaryAsync(new EchoRequest());
        _server.Record.HasHung.ShouldBeFalse();
    }

    [Fact]
    public void A_deadline_in_local_time_is_refused() =>
        Should.Throw<InvalidOperationException>(() => _client.UnaryAsync(new EchoRequest(), deadline: DateTime.Now.AddSeconds(5)));

    [Fact]
    public async Task Cancelling_a_call_cancels_its_handler()
    {
        using var source = new CancellationTokenSource();
        var call = _client.UnaryAsync(new EchoRequest { Act = "hang" }, cancellationToken: source.Token);
        await _server.Record.IsHanging;
        await source.CancelAsync();
        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await _server.Record.WasCancelled;
    }

    [Fact]
    public async Task Disposing_a_stream_ends_its_handler()
    {
        var call = _client.ServerStream(new EchoRequest { Text = "for ever" });
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        call.Dispose();
        await _server.Record.HasEnded;
        (await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Disposing_a_channel_cancels_its_calls()
    {
        var call = _client.UnaryAsync(new EchoRequest { Act = "hang" });
        await _server.Record.IsHanging;
        _channel.Dispose();
        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await _server.Record.WasCancelled;
    }

    [Fact]
    public async Task A_slow_reader_slows_the_writer()
    {
        const int Size = 50_000;
        using var call = _client.ServerStream(new EchoRequest { ReplySize = Size });
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();

        // With nobody reading, the writer comes to rest, with no more under way than windows and buffers hold.
        var rest = -1;
        await Eventually.True(
            async () =>
            {
                var before = rest;
                rest = _server.Record.WrittenCount;
                await Task.Delay(TimeSpan.FromSeconds(0.2));
                return rest == before;
            },
            "the writer rests");
        (rest * (long)Size).ShouldBeLessThan(8_000_000);

        for (var i = 0; i < rest + 50; i++)
        {
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        }

        _server.Record.WrittenCount.ShouldBeGreaterThan(rest);
    }

    [Fact]
    public async Task A_slow_handler_slows_the_client()
    {
        var written = 0;
        using var call = _client.ClientStream();
        await call.RequestStream.WriteAsync(new EchoRequest { Act = "hang" });
        await _server.Record.IsHanging;
        var writing = WriteForEverAsync();

        var rest = -1;
        await Eventually.True(
            async () =>
            {
                var before = rest;
                rest = Volatile.Read(ref written);
                await Task.Delay(TimeSpan.FromSeconds(0.2));
                return rest == before;
            },
            "the client rests");
        (rest * 50_000L).ShouldBeLessThan(8_000_000);
        call.Dispose();
        (await Should.ThrowAsync<RpcException>(() => writing)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await _server.Record.WasCancelled;

        async Task WriteForEverAsync()
        {
            var message = new EchoRequest { Payload = ByteString.CopyFrom(new byte[50_000]) };
            while (true)
            {
                await call.RequestStream.WriteAsync(message);
                Interlocked.Increment(ref written);
            }
        }
    }

    [Fact]
    public async Task The_deadline_ends_a_stream_that_nobody_reads()
    {
        using var call = _client.ServerStream(new EchoRequest { ReplySize = 50_000 }, deadline: DateTime.UtcNow.AddMilliseconds(500));
        await _server.Record.HasEnded;
        var fault = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext())
            {
            }
        });
        fault.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task A_channel_may_throw_cancellations_as_such()
    {
        using var channel = GrpcChannel.ForAddress(_server.Address, new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        using var source = new CancellationTokenSource();
        var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Act = "hang" }, cancellationToken: source.Token);
        await _server.Record.IsHanging;
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await call);
    }

    [Fact]
    public async Task Credentials_are_kept_back_without_tls_unless_told_otherwise()
    {
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("x-token", "secret");
            return Task.CompletedTask;
        });
        var options = new CallOptions(credentials: credentials);
        using var careful = _client.UnaryAsync(new EchoRequest { Act = "headers" }, options);
        (await careful.ResponseHeadersAsync).Get("x-token").ShouldBeNull();

        using var channel = GrpcChannel.ForAddress(_server.Address, new GrpcChannelOptions { UnsafeUseInsecureChannelCallCredentials = true });
        using var careless = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Act = "headers" }, options);
        (await careless.ResponseHeadersAsync).GetValue("x-token").ShouldBe("secret");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePorts.One()}");
        var fault = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));
        fault.StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Many_calls_at_once_use_as_many_connections_as_they_need()
    {
        var calls = Enumerable.Range(0, 300).Select(i => _client.Duplex()).ToList();
        foreach (var call in calls)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = "all open" });
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        }

        foreach (var call in calls)
        {
            await call.RequestStream.CompleteAsync();
            (await call.ResponseStream.MoveNext()).ShouldBeFalse();
            call.Dispose();
        }
    }

    private static EchoRequest Acting(string act, StatusCode code, string text) => new() { Act = act, Code = (int)code, Text = text };
}
