using Google.Protobuf;

namespace Grpc.Core;

/// <summary>Statuses with details, as exceptions.</summary>
public static class RpcStatusExtensions
{
    /// <summary>An exception to throw from a handler: the code and message of the status, and all of it in <c>grpc-status-details-bin</c>.</summary>
    public static RpcException ToRpcException(this Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.ToRpcException((StatusCode)status.Code, status.Message);
    }

    /// <summary>An exception to throw from a handler, with another code and message for clients that do not read details.</summary>
    public static RpcException ToRpcException(this Google.Rpc.Status status, StatusCode statusCode, string message)
    {
        ArgumentNullException.ThrowIfNull(status);
        var trailers = new Metadata();
        trailers.SetRpcStatus(status);
        return new RpcException(new Status(statusCode, message), trailers);
    }

    /// <summary>The first detail of a type, or null.</summary>
    public static T? GetDetail<T>(this Google.Rpc.Status status)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(status);
        foreach (var detail in status.Details)
        {
            if (detail.TryUnpack<T>(out var unpacked))
            {
                return unpacked;
            }
        }

        return null;
    }
}
