using System.Globalization;
using Ctas7.ServiceDefaults.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Ctas7.Gateway.Resilience;

/// <summary>What a client reads when a service gave no answer.</summary>
internal static class ForwardingProblem
{
    /// <summary>Whether a method may be repeated without changing what it does (RFC 9110, 9.2.2).</summary>
    public static bool IsIdempotent(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
        || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method);

    /// <summary>Answers in the service's place.</summary>
    /// <param name="context">Its answer has not begun.</param>
    /// <param name="service">Which service was asked.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="passedDeadline">The time limit, where it is what ended the request.</param>
    public static Task AnswerAsync(HttpContext context, string service, IForwarderErrorFeature error, TimeSpan? passedDeadline)
    {
        var (status, code, detail) = passedDeadline is { } limit
            ? (504, "upstream_timeout", string.Create(CultureInfo.InvariantCulture, $"{service} did not answer within {limit.TotalSeconds:0.##} s."))
            : Describe(service, error);
        context.Response.Clear();
        if (status == 503)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return Problems.Of(status, code, detail, retryable: status >= 500 && MayRepeat(context, error)).ExecuteAsync(context);
    }

    private static (int Status, string Code, string Detail) Describe(string service, IForwarderErrorFeature failure) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations => (503, "upstream_unavailable", $"No replica of {service} takes requests now. See /api/status."),
        ForwarderError.RequestTimedOut => (504, "upstream_timeout", $"{service} did not accept a connection in time."),
        ForwarderError.Request when NeverSent(failure) => (502, "upstream_unreachable", $"{service} cannot be reached. See /api/status."),
        ForwarderError.UpgradeResponseClient => (503, "too_many_websockets", "The gateway holds as many WebSockets as it may. Try again later."),
        ForwarderError.RequestBodyClient when Rejected(failure) is { } rejected =>
            (rejected.StatusCode, Problems.CodeOf(rejected.StatusCode), BodyRejected(rejected)),
        ForwarderError.RequestBodyClient => (400, "request_body_incomplete", "The request's body ended before its announced length."),
        _ => (502, "upstream_failed", $"{service} ended the connection before it answered."),
    };

    private static string BodyRejected(BadHttpRequestException rejected) =>
        rejected.StatusCode == 413 ? "The body is larger than the gateway takes." : rejected.Message;

    private static BadHttpRequestException? Rejected(IForwarderErrorFeature failure) => failure.Exception switch
    {
        BadHttpRequestException bad => bad,
        AggregateException several => several.Flatten().InnerExceptions.OfType<BadHttpRequestException>().FirstOrDefault(),
        _ => null,
    };

    private static bool NeverSent(IForwarderErrorFeature failure) =>
        failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    // Without a key, a request that may have been carried out must not be advertised as safe to repeat.
    private static bool MayRepeat(HttpContext context, IForwarderErrorFeature failure) =>
        IsIdempotent(context.Request.Method)
        || failure.Error == ForwarderError.NoAvailableDestinations
        || NeverSent(failure)
        || context.Request.Headers.ContainsKey("Idempotency-Key");
}
