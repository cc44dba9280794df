using Ctas7.Benchmarks.Grpc.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace Ctas7.Benchmarks.Grpc;

/// <summary>Answers with a message of ordinary shape.</summary>
internal sealed class BenchService : Bench.BenchBase
{
    private static readonly ByteString Payload = ByteString.CopyFrom(new byte[64]);

    public override Task<Answer> Unary(Ask request, ServerCallContext context) => Task.FromResult(New(request.Name, 0));

    public override async Task Stream(Ask request, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Count; i++)
        {
            await responseStream.WriteAsync(New(request.Name, i));
        }
    }

    private static Answer New(string name, int index) =>
        new() { Name = name, Index = index, Payload = Payload, Ports = { ["http"] = 18100, ["grpc"] = 18101 } };
}
