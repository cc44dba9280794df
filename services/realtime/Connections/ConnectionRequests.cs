using System.Diagnostics.CodeAnalysis;
using Ctas7.Realtime.Diagnostics;
using Ctas7.Realtime.Feeds;
using Ctas7.ServiceDefaults.Health;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Ctas7.Realtime.Connections;

/// <summary>Judges a request for a connection before it becomes one: every refusal is a problem that says why. Thread-safe.</summary>
public sealed class ConnectionRequests(
    FeedSet feeds,
    ConnectionRegistry connections,
    DrainState drain,
    RealtimeMetrics metrics,
    IOptions<RealtimeOptions> options)
{
    private readonly OriginPolicy _origins = new(options.Value.AllowedOrigins);
    private readonly TrustedProxies _proxies = new(options.Value.TrustedProxies);

    /// <summary>
    /// Takes a place for the connection, or says why not. With true, give the place back with
    /// <see cref="ConnectionRegistry.Release"/>.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="permitted">Names of the channels that this route offers.</param>
    /// <param name="request">Who and what, when it is granted.</param>
    /// <param name="problem">Why not, when it is refused.</param>
    public bool TryGrant(
        HttpContext context,
        IReadOnlyList<string> permitted,
        [NotNullWhen(true)] out GrantedRequest? request,
        [NotNullWhen(false)] out ProblemDetails? problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(permitted);
        request = null;
        problem = Judge(context, permitted, out var initial);
        var address = _proxies.ClientOf(context);
        problem ??= connections.Admit(address) switch
        {
            Admission.Full => Problems.Details(503, "too_many_connections", $"This replica serves its {options.Value.MaxConnections} connections already; try again in a few seconds."),
            Admission.AddressFull => Problems.Details(429, "too_many_connections_of_address", $"Your address has its {options.Value.MaxConnectionsPerAddress} connections already; close one first."),
            _ => null,
        };
        if (problem is not null)
        {
            metrics.Refused((string)problem.Extensions["code"]!);
            if (problem.Status is 429 or 503)
            {
                context.Response.Headers.RetryAfter = "5";
            }

            return false;
        }

        request = new GrantedRequest(address, initial!);
        return true;
    }

    private ProblemDetails? Judge(HttpContext context, IReadOnlyList<string> permitted, out InitialSubscription? initial)
    {
        initial = null;
        if (drain.IsDraining)
        {
            return Problems.Details(503, "draining", "This replica is stopping; connect again and you reach another.");
        }

        if (!_origins.Allows(context.Request, _proxies.HostOf(context)))
        {
            return Problems.Details(403, "origin_not_allowed", $"Pages of {context.Request.Headers.Origin} may not connect. The setting {RealtimeOptions.Section}:{nameof(RealtimeOptions.AllowedOrigins)} lists those that may.");
        }

        if (ReadQuery(context.Request, permitted, out initial) is { } bad)
        {
            return bad;
        }

        return feeds.IsReady ? null : Problems.Details(503, "not_ready", "The history has not been read yet, because Redis does not answer; try again in a few seconds.");
    }

    private ProblemDetails? ReadQuery(HttpRequest request, IReadOnlyList<string> permitted, out InitialSubscription? initial)
    {
        initial = null;
        if (request.Query.Keys.FirstOrDefault(key => key is not ("channels" or "since")) is { } unknown)
        {
            return Bad($"?{unknown}", "unknown_parameter", "The parameters are channels and since.");
        }

        var allowed = permitted.Select(feeds.Find).OfType<ChannelFeed>().ToArray();
        var names = request.Query["channels"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Except(permitted, StringComparer.Ordinal).FirstOrDefault() is { } stranger)
        {
            return Bad("?channels", "unknown_channel", $"There is no channel {stranger} here; there are {string.Join(", ", permitted)}.");
        }

        var given = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? ("header:Last-Event-ID", last) : ("?since", request.Query["since"].ToString());
        if (!PositionSet.TryParse(given.Item2, out var since) || since.Keys.Except(permitted, StringComparer.Ordinal).Any())
        {
            return Bad(given.Item1, "bad_position", $"A place is <channel>:<epoch>:<offset>, several separated by commas, each of another channel of {string.Join(", ", permitted)}.");
        }

        var chosen = names.Length == 0 ? allowed : [.. allowed.Where(feed => names.Contains(feed.Name))];
        initial = new InitialSubscription(allowed, chosen, names.Length > 0 || since.Count > 0, since);
        return null;
    }

    private static ProblemDetails Bad(string pointer, string code, string message) =>
        Problems.Details(400, code, message, errors: [new ProblemError(pointer, code, message)]);
}
