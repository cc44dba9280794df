using System.Diagnostics;
using System.Net;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace Ctas7.Gateway.Forwarding;

/// <summary>
/// Tells the service who asks: client address, scheme and host (de facto X-Forwarded headers), the request's id, and
/// the trace (W3C Trace Context). What came from outside under these names was removed before.
/// </summary>
internal sealed class ForwardedHeaders : RequestTransform
{
    /// <inheritdoc/>
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var (request, headers) = (context.HttpContext.Request, context.ProxyRequest.Headers);
        if (context.HttpContext.Connection.RemoteIpAddress is { } address)
        {
            headers.TryAddWithoutValidation("X-Forwarded-For", Text(address));
        }

        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Scheme);
        if (request.Host.Value is { Length: > 0 } host)
        {
            headers.TryAddWithoutValidation("X-Forwarded-Host", host);
        }

        headers.Remove("X-Request-Id");
        headers.TryAddWithoutValidation("X-Request-Id", context.HttpContext.TraceIdentifier);
        if (Activity.Current is { } activity)
        {
            headers.Remove(HeaderNames.TraceParent);
            headers.TryAddWithoutValidation(HeaderNames.TraceParent, activity.Id);
            if (activity.TraceStateString is { Length: > 0 } state)
            {
                headers.Remove(HeaderNames.TraceState);
                headers.TryAddWithoutValidation(HeaderNames.TraceState, state);
            }
        }

        return default;
    }

    private static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
