using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.AspNetCore.Tests.Hosts;
using Grpc.AspNetCore.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.AspNetCore.Tests.Telemetry;

public sealed class TracingTests
{
    [Fact]
    public async Task A_trace_crosses_from_the_client_to_the_server()
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var root = new ActivitySource("test.root");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Grpc.Net.Client" or "System.Net.Http" or "Microsoft.AspNetCore" or "test.root",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await EchoServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var mine = root.StartActivity("mine").ShouldNotBeNull();

        await Should.ThrowAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Act = "status", Code = (int)StatusCode.NotFound }));
        Activity.Current.ShouldBe(mine);

        var ours = await Eventually.Get(
            () => Task.FromResult(stopped.Where(activity => activity.TraceId == mine.TraceId).ToList()), list => list.Count == 3, "activities of client, HTTP and server");
        var client = ours.Single(activity => activity.Source.Name == "Grpc.Net.Client");
        var request = ours.Single(activity => activity.Source.Name == "Microsoft.AspNetCore");
        client.ParentSpanId.ShouldBe(mine.SpanId);
        client.Kind.ShouldBe(ActivityKind.Client);
        client.Status.ShouldBe(ActivityStatusCode.Error);
        var http = ours.Single(activity => activity.Source.Name == "System.Net.Http");
        http.ParentSpanId.ShouldBe(client.SpanId);
        request.ParentSpanId.ShouldBe(http.SpanId);
        foreach (var activity in new[] { client, request })
        {
            activity.GetTagItem("rpc.system").ShouldBe("grpc");
            activity.GetTagItem("rpc.service").ShouldBe("ctas7.grpc.test.v1.Echo");
            activity.GetTagItem("rpc.method").ShouldBe("Unary");
            activity.GetTagItem("rpc.grpc.status_code").ShouldBe(5);
        }
    }
}
