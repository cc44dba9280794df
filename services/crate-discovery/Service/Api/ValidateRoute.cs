using System.Text;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Validation;
using Ctas7.ServiceDefaults.Http;
using Microsoft.Net.Http.Headers;

namespace Ctas7.CrateDiscovery.Api;

/// <summary><c>POST /api/crates/validate</c>: a manifest is judged, and nothing is stored.</summary>
internal static class ValidateRoute
{
    internal const string Toml = "application/toml";
    internal const string PlainText = "text/plain";
    private const int LongestPath = 4096;

    internal static async Task<IResult> Handle(HttpRequest request, ManifestValidator validator)
    {
        CheckMediaType(request);
        var path = Path(request);
        var body = new MemoryStream(request.ContentLength is { } length and <= ManifestParser.MaxBytes ? (int)length : 4096);
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var verdict = validator.Validate(body.GetBuffer().AsMemory(0, (int)body.Length), path);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(VerdictJson.Write(verdict), "application/json; charset=utf-8");
    }

    private static void CheckMediaType(HttpRequest request)
    {
        var isKnown = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals(Toml, StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals(PlainText, StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
        if (!isKnown || request.Headers.ContentEncoding.Count > 0)
        {
            throw new ProblemException(415, "unsupported_media_type", $"Send the manifest as {Toml} or {PlainText}, in UTF-8 and not compressed.");
        }
    }

    /// <summary>Where the manifest would lie; only a name, which is never opened.</summary>
    private static string? Path(HttpRequest request)
    {
        var errors = new List<ProblemError>();
        var path = QueryText.Single(request.Query, "path", errors);
        if (path is not null && !IsUsable(path))
        {
            errors.Add(new ProblemError("?path", "bad_value", $"'path' is the absolute path of a {ManifestReader.FileName}, without '.' and '..', of at most {LongestPath} bytes."));
        }

        QueryText.ThrowIfAny(errors);
        return path;
    }

    private static bool IsUsable(string path)
        => Encoding.UTF8.GetByteCount(path) <= LongestPath
            && path[0] == '/'
            && path.EndsWith($"/{ManifestReader.FileName}", StringComparison.Ordinal)
            && !path.Any(char.IsControl)
            && System.IO.Path.GetFullPath(path) == path;
}
