using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Marks the endpoint of a gRPC method.</summary>
public sealed class GrpcMethodMetadata
{
    /// <summary>The method of a service.</summary>
    public GrpcMethodMetadata(Type serviceType, IMethod method)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        ArgumentNullException.ThrowIfNull(method);
        ServiceType = serviceType;
        Method = method;
    }

    /// <summary>The type of the service.</summary>
    public Type ServiceType { get; }

    /// <summary>The method.</summary>
    public IMethod Method { get; }
}
