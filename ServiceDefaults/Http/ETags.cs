using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>Entity tags and the conditions on them (RFC 9110, 8.8.3 and 13.1).</summary>
public static class ETags
{
    /// <summary>A strong tag, quotes included, from whatever identifies exactly these bytes (a revision, a hash, the query).</summary>
    public static string Of(params ReadOnlySpan<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part ?? "\u0001"));
            hash.AppendData([0]);
        }

        return Quote(hash.GetHashAndReset());
    }

    /// <summary>A strong tag, quotes included, of these bytes.</summary>
    public static string OfBytes(ReadOnlySpan<byte> bytes) => Quote(SHA256.HashData(bytes));

    /// <summary>
    /// True when <c>If-None-Match</c> says that the client has <paramref name="etag"/> already (or <c>*</c>), on GET and HEAD.
    /// Weak comparison, as RFC 9110 13.1.2 asks.
    /// </summary>
    public static bool IsNotModified(HttpRequest request, string etag)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && Matches(request.Headers.IfNoneMatch, etag, weak: true);
    }

    /// <summary>
    /// Checks <c>If-Match</c> of a write: null when the client knows the current version, else the answer to give: 428
    /// without the header, 412 when it names another version. Strong comparison (RFC 9110 13.1.1).
    /// </summary>
    public static IResult? CheckIfMatch(HttpRequest request, string currentETag)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (StringValues.IsNullOrEmpty(request.Headers.IfMatch))
        {
            return Problems.PreconditionRequired("if_match_required", "Send If-Match with the ETag of the version that you mean to change.");
        }

        return Matches(request.Headers.IfMatch, currentETag, weak: false)
            ? null
            : Problems.PreconditionFailed("version_conflict", $"It has changed since: the current version is {currentETag}. Read it again.");
    }

    private static bool Matches(StringValues header, string etag, bool weak)
    {
        if (StringValues.IsNullOrEmpty(header) || !EntityTagHeaderValue.TryParseList(header!, out var tags))
        {
            return false;
        }

        var current = new EntityTagHeaderValue(etag);
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: !weak));
    }

    private static string Quote(ReadOnlySpan<byte> hash) => $"\"{Base64Url.EncodeToString(hash[..16])}\"";
}
