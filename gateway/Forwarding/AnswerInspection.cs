using System.Net;
using Ctas7.Gateway.Drain;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace Ctas7.Gateway.Forwarding;

/// <summary>
/// Looks at a service's answer before it is passed on: a stream loses its deadline and its headers go out at once; a
/// 502, 503 or 504 that another replica may better is put aside; what the service runs on is not told.
/// </summary>
internal sealed class AnswerInspection(OpenStreams streams) : ResponseTransform
{
    /// <inheritdoc/>
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } answer || ForwardedRequest.Of(context.HttpContext) is not { } forwarded)
        {
            return default;
        }

        if (answer.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            forwarded.BecomeStream(streams);
            var features = context.HttpContext.Features;
            features.Set<IHttpUpgradeFeature>(new ClosableUpgrade(features.GetRequiredFeature<IHttpUpgradeFeature>(), socket => forwarded.Socket = socket));
            return default;
        }

        if (answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout && forwarded.TryPutAside())
        {
            context.SuppressResponseBody = true;
            return default;
        }

        context.HttpContext.Response.Headers.Remove(HeaderNames.Server);
        context.HttpContext.Response.Headers.Remove(HeaderNames.XPoweredBy);
        if (answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type)
            && type.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            forwarded.BecomeStream(streams);
            return new ValueTask(context.HttpContext.Response.Body.FlushAsync(forwarded.RequestAborted));
        }

        return default;
    }
}
