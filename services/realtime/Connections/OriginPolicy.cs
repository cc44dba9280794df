namespace Ctas7.Realtime.Connections;

/// <summary>
/// Which pages may connect (RFC 6455, 10.2): a browser sends the user's cookies with a WebSocket request of any page, so
/// the page's origin is checked. Programs that are no browsers send none and are let through. Thread-safe.
/// </summary>
/// <param name="allowed">Origins such as <c>https://ops.example.org</c>, or <c>*</c>.</param>
internal sealed class OriginPolicy(IEnumerable<string> allowed)
{
    private readonly HashSet<string> _allowed = allowed.Select(origin => origin.TrimEnd('/')).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for no origin, a listed one, or a page of the host that was asked, on any port.</summary>
    /// <param name="request">The request.</param>
    /// <param name="host">The host that the client asked for.</param>
    public bool Allows(HttpRequest request, string host)
    {
        var origins = request.Headers.Origin;
        return origins.Count == 0
            || _allowed.Contains("*")
            || (origins is [{ } origin]
                && (_allowed.Contains(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && string.Equals(page.Host, host, StringComparison.OrdinalIgnoreCase))));
    }
}
