using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Hygiene;

/// <summary>
/// The first look at a request: refuses paths and methods that can be misread, takes out headers that are not the
/// client's to set, and gives every answer the headers that browsers protect their users by.
/// </summary>
internal sealed class RequestHygiene(RequestDelegate next, IOptions<HygieneOptions> options)
{
    // Of proxies only. The gateway writes its own; "Connection" is handled apart as it names further headers.
    private static readonly string[] Untrusted =
    [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix",
        "X-Forwarded-Server", "X-Original-For", "X-Original-Proto", "X-Original-Host", "X-Original-URL", "X-Original-Prefix",
        "X-Rewrite-URL", "X-Real-IP", "X-HTTP-Method-Override",
    ];

    private static readonly HashSet<string> Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly HashSet<string> NeverNamed = new(
        ["close", "keep-alive", "upgrade", "host", "content-length", "transfer-encoding", ""], StringComparer.OrdinalIgnoreCase);

    private readonly ForwardedClient _client = new(options.Value.TrustedProxies);

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state => ProtectBrowser(((HttpContext)state).Response.Headers), context);
        if (!Methods.Contains(context.Request.Method))
        {
            var detail = $"The gateway does not know {context.Request.Method}; it takes {string.Join(", ", Methods)}.";
            return Problems.Of(501, "method_not_implemented", detail).ExecuteAsync(context);
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (RequestTarget.FaultOf(RequestTarget.PathOf(target)) is { } fault)
        {
            var detail = $"The path is refused because {fault}. Send it in its plain, normalised form.";
            return Problems.BadRequest("ambiguous_path", detail).ExecuteAsync(context);
        }

        _client.Apply(context);
        TakeOutForeignHeaders(context.Request.Headers);
        return next(context);
    }

    private static void TakeOutForeignHeaders(IHeaderDictionary headers)
    {
        foreach (var name in Untrusted)
        {
            headers.Remove(name);
        }

        // RFC 9110, 7.6.1: what Connection names is for this hop only. (Kestrel drops the names that stand beside close or keep-alive.)
        var connection = headers.Connection;
        if (connection.Count > 0 && !(connection is [{ } single] && NeverNamed.Contains(single)))
        {
            foreach (var name in connection.SelectMany(value => value?.Split(',', StringSplitOptions.TrimEntries) ?? []))
            {
                if (!NeverNamed.Contains(name))
                {
                    headers.Remove(name);
                }
            }
        }
    }

    private static Task ProtectBrowser(IHeaderDictionary headers)
    {
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}
