using System.Globalization;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>
/// A JSON answer, ready to be sent any number of times: plain, in gzip or in brotli, as <c>Accept-Encoding</c> asks, each made once on
/// first demand. Small ones are always plain. Answers GET and HEAD, and 304 for any of its tags. Thread-safe.
/// </summary>
public sealed class ReadyAnswer : IResult
{
    /// <summary>Shorter bodies are not compressed: the headers would weigh more than what is saved.</summary>
    public const int SmallestCompressed = 1024;

    private const string ContentType = "application/json; charset=utf-8";
    private readonly Representation _plain;
    private readonly string _gzipTag;
    private readonly string _brotliTag;
    private readonly Lazy<Task<Representation>> _gzip;
    private readonly Lazy<Task<Representation>> _brotli;
    private readonly string? _link;
    private readonly string? _total;

    /// <param name="body">JSON, UTF-8.</param>
    /// <param name="etag">Strong, with quotes, of the plain body.</param>
    /// <param name="link">The <c>Link</c> header to the next page (<see cref="ListLinks.Next"/>), or null.</param>
    /// <param name="total">Items on all pages, or null when there are no pages or they were not counted.</param>
    public ReadyAnswer(ReadOnlyMemory<byte> body, string etag, string? link = null, int? total = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(etag);
        _plain = new Representation(null, etag, body);
        _gzipTag = string.Concat(etag.AsSpan(0, etag.Length - 1), "-gzip\"");
        _brotliTag = string.Concat(etag.AsSpan(0, etag.Length - 1), "-br\"");
        _gzip = new Lazy<Task<Representation>>(() => _plain.GzipAsync(_gzipTag));
        _brotli = new Lazy<Task<Representation>>(() => _plain.BrotliAsync(_brotliTag));
        (_link, _total) = (link, total?.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Size of the plain body in bytes.</summary>
    public int Length => _plain.Body.Length;

    private bool IsCompressible => Length >= SmallestCompressed;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (request, response) = (httpContext.Request, httpContext.Response);
        var headers = response.Headers;
        headers.CacheControl = "no-cache";
        if (_link is not null)
        {
            headers.Link = _link;
        }

        if (_total is not null)
        {
            headers["X-Total-Count"] = _total;
        }

        var coding = ContentCoding.Identity;
        if (IsCompressible)
        {
            headers.Vary = "Accept-Encoding";
            coding = AcceptedCoding.Of(request.Headers.AcceptEncoding);
        }

        if (request.Headers.IfNoneMatch.Count > 0 && KnownTag(request, coding) is { } known)
        {
            headers.ETag = known;
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return coding switch
        {
            ContentCoding.Gzip => SendAsync(httpContext, _gzip.Value),
            ContentCoding.Brotli => SendAsync(httpContext, _brotli.Value),
            _ => Send(httpContext, _plain),
        };
    }

    /// <summary>
    /// The tag that the client has already, that of the coding it asks for first: a 304 names the stored answer that is still good.
    /// </summary>
    private string? KnownTag(HttpRequest request, ContentCoding coding)
    {
        var wanted = TagOf(coding);
        return ETags.IsNotModified(request, wanted) ? wanted
            : !IsCompressible ? null
            : new[] { _plain.ETag, _gzipTag, _brotliTag }.FirstOrDefault(tag => ETags.IsNotModified(request, tag));
    }

    private string TagOf(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => _gzipTag,
        ContentCoding.Brotli => _brotliTag,
        _ => _plain.ETag,
    };

    private static Task SendAsync(HttpContext context, Task<Representation> made)
    {
        return made.IsCompletedSuccessfully ? Send(context, made.Result) : Await(context, made);

        static async Task Await(HttpContext context, Task<Representation> made) => await Send(context, await made);
    }

    private static Task Send(HttpContext context, Representation answer)
    {
        var response = context.Response;
        response.Headers.ETag = answer.ETag;
        if (answer.Coding is not null)
        {
            response.Headers.ContentEncoding = answer.Coding;
        }

        response.ContentType = ContentType;
        response.ContentLength = answer.Body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(answer.Body, context.RequestAborted).AsTask();
    }
}
