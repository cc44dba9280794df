using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Grpc.Reflection;

/// <summary><c>grpc.reflection.v1alpha.ServerReflection</c>: the same messages as v1 under the older name.</summary>
public class ReflectionServiceImpl : ServerReflection.ServerReflectionBase
{
    private readonly ReflectionV1ServiceImpl _current;

    /// <summary>Describes these services.</summary>
    public ReflectionServiceImpl(IEnumerable<string> services, SymbolRegistry symbolRegistry) => _current = new(services, symbolRegistry);

    /// <summary>Describes these services and what their files import.</summary>
    public ReflectionServiceImpl(IEnumerable<ServiceDescriptor> serviceDescriptors) => _current = new(serviceDescriptors);

    /// <summary>Describes these services and what their files import.</summary>
    public ReflectionServiceImpl(params ServiceDescriptor[] serviceDescriptors) => _current = new(serviceDescriptors);

    /// <inheritdoc/>
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            // Field for field the same on the wire.
            var answer = _current.Answer(V1.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()));
            await responseStream.WriteAsync(ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()), context.CancellationToken);
        }
    }
}
