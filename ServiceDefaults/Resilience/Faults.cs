using System.Net.Http.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Ctas7.ServiceDefaults.Resilience;

/// <summary>Which outcomes are worth another try, and which requests may have one.</summary>
internal static class Faults
{
    /// <summary>May be sent twice: an idempotent method (RFC 9110, 9.2.2) or an <c>Idempotency-Key</c>, and a body that can be read again.</summary>
    public static bool IsRepeatable(HttpRequestMessage request) =>
        (IsIdempotent(request.Method) || request.Headers.Contains("Idempotency-Key"))
        && request.Content is null or ByteArrayContent or JsonContent;

    public static bool IsGrpc(HttpRequestMessage request) =>
        request.Content?.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Nothing of the request left this process, so that any request may be sent again.</summary>
    public static bool WasNotSent(Exception? failure) =>
        failure is BrokenCircuitException or HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };

    /// <summary>A fault that may pass by itself.</summary>
    public static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException or BrokenCircuitException or IOException } => true,
        { Result: { } response } => (int)response.StatusCode is 408 or 429 or 502 or 503 or 504,
        _ => false,
    };

    /// <summary>Speaks against the destination itself; 429 and 408 do not.</summary>
    public static bool IsDestinationFault(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException or IOException } => true,
        { Result: { } response } => (int)response.StatusCode is 500 or 502 or 503 or 504,
        _ => false,
    };

    private static bool IsIdempotent(HttpMethod method) =>
        method.Method is "GET" or "HEAD" or "PUT" or "DELETE" or "OPTIONS" or "TRACE";
}
