using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.AspNetCore.Tests.Protos;
using Grpc.Core;

namespace Grpc.AspNetCore.Tests.Hosts;

/// <summary>The service that tests call: echoes, and misbehaves when told to.</summary>
public sealed class EchoService(CallRecord record) : Echo.EchoBase
{
    public override async Task<EchoReply> Unary(EchoRequest request, ServerCallContext context)
    {
        await ActAsync(request, context);
        return request.Act == "null" ? null! : Reply(request, 0);
    }

    public override async Task ServerStream(EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        try
        {
            for (var i = 0; request.Count == 0 || i < request.Count; i++)
            {
                await responseStream.WriteAsync(Reply(request, i), context.CancellationToken);
                record.Written(i + 1);
            }

            await ActAsync(request, context);
        }
        finally
        {
            record.Ended();
        }
    }

    public override async Task<EchoReply> ClientStream(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        var count = 0;
        var last = new EchoRequest();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            count++;
            last = request;
            await ActAsync(request, context);
        }

        return new EchoReply { Text = last.Text, Index = count };
    }

    public override async Task Duplex(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        try
        {
            var index = 0;
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                await ActAsync(request, context);
                await responseStream.WriteAsync(Reply(request, index++), context.CancellationToken);
            }
        }
        finally
        {
            record.Ended();
        }
    }

    private static EchoReply Reply(EchoRequest request, int index) => new()
    {
        Text = request.Text,
        Payload = request.ReplySize > 0 ? ByteString.CopyFrom(new byte[request.ReplySize]) : request.Payload,
        Index = index,
    };

    private async Task ActAsync(EchoRequest request, ServerCallContext context)
    {
        switch (request.Act)
        {
            case "status":
                throw new RpcException(new Grpc.Core.Status((StatusCode)request.Code, request.Text));
            case "details":
                throw new Google.Rpc.Status
                {
                    Code = (int)Google.Rpc.Code.InvalidArgument,
                    Message = "bad name",
                    Details =
                    {
                        Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = request.Text, Description = "empty" } } }),
                        Any.Pack(new ErrorInfo { Reason = "BAD_NAME", Domain = "ctas7" }),
                    },
                }.ToRpcException();
            case "throw":
                throw new InvalidOperationException(request.Text);
            case "headers":
                var headers = new Metadata { { "x-early", "here" }, { "x-early-bin", [1, 2, 255] } };
                foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
                {
                    headers.Add(entry);
                }

                await context.WriteResponseHeadersAsync(headers);
                break;
            case "trailers":
                context.ResponseTrailers.Add("x-late", "there");
                context.ResponseTrailers.Add("x-late-bin", [3, 4, 254]);
                context.Status = new Grpc.Core.Status((StatusCode)request.Code, request.Text);
                break;
            case "hang":
                record.Hanging();
                try
                {
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }
                finally
                {
                    record.Cancelled();
                }

                break;
            case "ignore-cancellation":
                record.Hanging();
                await record.Released;
                break;
        }
    }
}
