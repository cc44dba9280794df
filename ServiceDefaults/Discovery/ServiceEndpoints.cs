using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;

namespace Ctas7.ServiceDefaults.Discovery;

/// <summary>
/// Addresses of the suite's services by Aspire's environment convention: <c>services__name__endpoint__i=url</c>, read
/// from configuration at every call, so that a reload is seen. Thread-safe.
/// </summary>
public sealed class ServiceEndpoints(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<string, StrongBox> _turns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Every address of a service's endpoint, in order; empty for a service that is not configured. Without
    /// <paramref name="endpoint"/>, those of the first of <paramref name="schemes"/> that it has.
    /// </summary>
    public IReadOnlyList<Uri> Of(string service, string? endpoint = null, params ReadOnlySpan<string> schemes)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        if (endpoint is not null)
        {
            return Read(service, endpoint);
        }

        foreach (var scheme in schemes.Length == 0 ? ["http"] : schemes)
        {
            if (Read(service, scheme) is { Count: > 0 } found)
            {
                return found;
            }
        }

        return [];
    }

    /// <summary>
    /// Every address behind a logical URI (<c>http://name</c>, <c>https+http://name</c>, <c>http://_endpoint.name</c>); empty when its host is
    /// no configured service.
    /// </summary>
    public IReadOnlyList<Uri> Of(Uri logical)
    {
        ArgumentNullException.ThrowIfNull(logical);
        var (service, endpoint) = logical.Host is ['_', ..] && logical.Host.IndexOf('.', StringComparison.Ordinal) is > 1 and var dot
            ? (logical.Host[(dot + 1)..], logical.Host[1..dot])
            : (logical.Host, null);
        return configuration.GetSection($"services:{service}").Exists() ? Of(service, endpoint, logical.Scheme.Split('+')) : [];
    }

    /// <summary>The given URI with the next address in turn in place of its logical host; unchanged when its host is no configured service.</summary>
    public Uri Resolve(Uri logical)
    {
        var addresses = Of(logical);
        if (addresses.Count == 0)
        {
            return logical;
        }

        var turn = _turns.GetOrAdd(logical.Authority, _ => new StrongBox());
        var chosen = addresses[(int)((uint)Interlocked.Increment(ref turn.Value) % (uint)addresses.Count)];
        return new UriBuilder(logical) { Scheme = chosen.Scheme, Host = chosen.Host, Port = chosen.Port }.Uri;
    }

    private List<Uri> Read(string service, string endpoint)
    {
        var found = new List<Uri>();
        foreach (var entry in configuration.GetSection($"services:{service}:{endpoint}").GetChildren())
        {
            if (Uri.TryCreate(entry.Value, UriKind.Absolute, out var address))
            {
                found.Add(address);
            }
        }

        return found;
    }

    private sealed class StrongBox
    {
        public int Value = -1;
    }
}
