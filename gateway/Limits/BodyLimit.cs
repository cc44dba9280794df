using System.Globalization;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ctas7.Gateway.Limits;

/// <summary>Refuses a body by its announced length, before a service hears of it. One without announced length is cut off while it is read.</summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength is { } length
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { MaxRequestBodySize: { } most, IsReadOnly: false } limit
            && length > most)
        {
            // Without a limit the server reads on for up to 5 s after the answer and throws away what it reads: a client
            // that sends before it listens would otherwise see a broken connection instead of the answer.
            limit.MaxRequestBodySize = null;
            var detail = string.Create(CultureInfo.InvariantCulture, $"The body has {length} bytes; the gateway takes {most}.");
            return Problems.Of(413, "content_too_large", detail).ExecuteAsync(context);
        }

        return next(context);
    }
}
