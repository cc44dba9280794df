using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Ctas7.ServiceDefaults.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>
/// One page of a list: a plain JSON array with <c>ETag</c> (304 when the client has it), <c>Link: …; rel="next"</c> and
/// <c>X-Total-Count</c>.
/// </summary>
/// <param name="items">At most <c>limit</c> of them.</param>
/// <param name="next">Cursor of the next page (<see cref="ListQuery.After"/>), or null on the last page.</param>
/// <param name="total">Items on all pages, or null when not counted.</param>
/// <param name="etag">Strong, with quotes (<see cref="ETags.Of"/>); null computes it from the bytes.</param>
public sealed class ListResult<T>(IReadOnlyList<T> items, string? next = null, long? total = null, string? etag = null)
    : IResult, IStatusCodeHttpResult, IValueHttpResult<IReadOnlyList<T>>, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public IReadOnlyList<T> Value => items;

    /// <inheritdoc/>
    public int? StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        if (ListLinks.Next(httpContext.Request, next) is { } link)
        {
            response.Headers.Link = link;
        }

        if (total is { } count)
        {
            response.Headers["X-Total-Count"] = count.ToString(CultureInfo.InvariantCulture);
        }

        if (etag is not null && ETags.IsNotModified(httpContext.Request, etag))
        {
            return NotModified(response, etag);
        }

        var options = httpContext.RequestServices.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions ?? Ctas7Json.Options;
        var body = JsonSerializer.SerializeToUtf8Bytes(items, options);
        var tag = etag ?? ETags.OfBytes(body);
        if (etag is null && ETags.IsNotModified(httpContext.Request, tag))
        {
            return NotModified(response, tag);
        }

        response.Headers.ETag = tag;
        response.Headers.CacheControl = "no-cache";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(httpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(IReadOnlyList<T>), ["application/json"]));

    private static Task NotModified(HttpResponse response, string tag)
    {
        response.StatusCode = StatusCodes.Status304NotModified;
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "no-cache";
        return Task.CompletedTask;
    }
}
