namespace Grpc.Core;

/// <summary>The details of a failed call.</summary>
public static class RpcExceptionExtensions
{
    /// <summary>The status with details that the server sent, or null when it sent none that can be read.</summary>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        return ex.Trailers.GetRpcStatus(ignoreParseError: true);
    }
}
