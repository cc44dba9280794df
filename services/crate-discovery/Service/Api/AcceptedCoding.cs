using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>What <c>Accept-Encoding</c> asks for (RFC 9110, 12.5.3).</summary>
internal static class AcceptedCoding
{
    /// <summary>
    /// The coding with the highest weight; of equal ones brotli, then gzip, then none. None also for a header that is absent or cannot be
    /// read, and where nothing kept is acceptable.
    /// </summary>
    internal static ContentCoding Of(StringValues header)
    {
        if (header.Count == 0)
        {
            return ContentCoding.Identity;
        }

        return header is [{ } text] && !text.AsSpan().ContainsAny(';', '*') ? OfNames(text) : OfWeights(header);
    }

    /// <summary>The usual header: names without weights.</summary>
    private static ContentCoding OfNames(ReadOnlySpan<char> names)
    {
        var best = ContentCoding.Identity;
        foreach (var range in names.Split(','))
        {
            best = Named(names[range].Trim()) is { } coding && coding > best ? coding : best;
        }

        return best;
    }

    private static ContentCoding OfWeights(StringValues header)
    {
        if (!StringWithQualityHeaderValue.TryParseList(header!, out var asked))
        {
            return ContentCoding.Identity;
        }

        // What is not named weighs what * weighs; without one, only no coding is acceptable, and least of all.
        Span<double> weights = [-1, -1, -1];
        var others = 0.0;
        foreach (var one in asked)
        {
            var weight = one.Quality ?? 1;
            if (Named(one.Value) is { } coding)
            {
                weights[(int)coding] = Math.Max(weights[(int)coding], weight);
            }
            else if (one.Value == "*")
            {
                others = weight;
            }
        }

        var best = ContentCoding.Identity;
        var most = weights[0] < 0 ? others : weights[0];
        for (var coding = ContentCoding.Gzip; coding <= ContentCoding.Brotli; coding++)
        {
            var weight = weights[(int)coding] < 0 ? others : weights[(int)coding];
            if (weight > 0 && weight >= most)
            {
                (best, most) = (coding, weight);
            }
        }

        return best;
    }

    private static ContentCoding? Named(StringSegment name) => Named(name.AsSpan());

    private static ContentCoding? Named(ReadOnlySpan<char> name) => name switch
    {
        _ when name.Equals("br", StringComparison.OrdinalIgnoreCase) => ContentCoding.Brotli,
        _ when name.Equals("gzip", StringComparison.OrdinalIgnoreCase) || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) => ContentCoding.Gzip,
        _ when name.Equals("identity", StringComparison.OrdinalIgnoreCase) => ContentCoding.Identity,
        _ => null,
    };
}
