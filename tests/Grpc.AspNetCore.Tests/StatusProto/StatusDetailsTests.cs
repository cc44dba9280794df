using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.AspNetCore.Tests.Hosts;
using Grpc.AspNetCore.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.AspNetCore.Tests.StatusProto;

public sealed class StatusDetailsTests
{
    [Fact]
    public async Task Details_of_any_type_reach_the_caller()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        var fault = await Should.ThrowAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Act = "details", Text = "name" }));

        fault.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        var status = fault.GetRpcStatus().ShouldNotBeNull();
        status.Code.ShouldBe((int)Code.InvalidArgument);
        status.GetDetail<BadRequest>()!.FieldViolations.Single().Field.ShouldBe("name");
        status.GetDetail<ErrorInfo>()!.Reason.ShouldBe("BAD_NAME");
        status.GetDetail<RetryInfo>().ShouldBeNull();
    }

    [Fact]
    public void Details_that_cannot_be_read_are_none()
    {
        var trailers = new Metadata { { MetadataExtensions.StatusDetailsTrailerName, [0xFF, 0xFF] } };
        new RpcException(new Grpc.Core.Status(StatusCode.Internal, ""), trailers).GetRpcStatus().ShouldBeNull();
        Should.Throw<Google.Protobuf.InvalidProtocolBufferException>(() => trailers.GetRpcStatus());
    }

    [Fact]
    public void A_status_replaces_the_one_before()
    {
        var trailers = new Metadata();
        trailers.SetRpcStatus(new Google.Rpc.Status { Code = 1 });
        trailers.SetRpcStatus(new Google.Rpc.Status { Code = 2, Details = { Any.Pack(new RetryInfo()) } });
        trailers.Count.ShouldBe(1);
        trailers.GetRpcStatus()!.Code.ShouldBe(2);
    }
}
