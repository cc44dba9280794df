using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>The way from a call to its HTTP request.</summary>
public static class ServerCallContextExtensions
{
    private const string UserStateKey = "__HttpContext";

    /// <summary>The HTTP request of a call. A context made by a test may carry one in its user state under <c>__HttpContext</c>.</summary>
    /// <exception cref="InvalidOperationException">The call came over no HTTP request of this server.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        return serverCallContext is HttpServerCallContext call ? call.HttpContext
            : serverCallContext.UserState.TryGetValue(UserStateKey, out var value) && value is HttpContext http ? http
            : throw new InvalidOperationException($"{serverCallContext.GetType()} has no HttpContext.");
    }
}
