using Ctas7.ServiceDefaults.Http;
using Grpc.Core;

namespace Ctas7.CrateDiscovery.Grpc;

/// <summary>Where a page of the gRPC list begins: after a path, in one epoch.</summary>
internal static class PageToken
{
    internal static string Write(string epoch, string path) => new ListCursor(epoch, [path]).Encode();

    /// <summary>The path after which the page begins; null for the first page.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: no token of this registry's epoch.</exception>
    internal static string? Read(string token, string epoch)
    {
        if (token.Length == 0)
        {
            return null;
        }

        return ListCursor.TryDecode(token, out var cursor) && cursor.Order == epoch && cursor.Keys is [var path]
            ? path
            : throw new RpcException(new Status(StatusCode.InvalidArgument, "page_token is not one of this registry's epoch: list again from the first page."));
    }
}
