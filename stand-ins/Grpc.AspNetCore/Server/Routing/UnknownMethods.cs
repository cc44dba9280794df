using Grpc.Core;
using Grpc.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Answers gRPC calls of services and methods that do not exist with UNIMPLEMENTED, and leaves every other request alone.</summary>
internal sealed class UnknownMethods(ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler");
    private readonly HashSet<string> _services = [];

    /// <summary>Covers the other methods of a service, and with the first service all services that are not mapped.</summary>
    public IEnumerable<IEndpointConventionBuilder> Map(IEndpointRouteBuilder endpoints, string? service, bool coverServices)
    {
        if (coverServices && _services.Add("*"))
        {
            yield return Map(endpoints, "{service}", "Service is unimplemented.");
        }

        if (service is not null && _services.Add(service))
        {
            yield return Map(endpoints, service, "Method is unimplemented.");
        }
    }

    private IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string service, string detail)
    {
        var pattern = RoutePatternFactory.Parse($"{service}/{{method}}", defaults: null, parameterPolicies: new { method = new GrpcRequestsOnly() });
        return endpoints.Map(pattern, http => Answer(http, detail)).WithDisplayName($"gRPC - {detail}");
    }

    private Task Answer(HttpContext http, string detail)
    {
        if (!NotGrpc.Refuse(http, _log))
        {
            http.Response.ContentType = WireNames.ContentType;
            http.Response.Headers[WireNames.Status] = StatusText.Of(StatusCode.Unimplemented);
            http.Response.Headers[WireNames.Message] = detail;
        }

        return Task.CompletedTask;
    }

    private sealed class GrpcRequestsOnly : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null && HttpMethods.IsPost(httpContext.Request.Method) && WireNames.IsGrpcContentType(httpContext.Request.ContentType);
    }
}
