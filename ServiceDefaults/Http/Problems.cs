using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>
/// Errors as RFC 9457 problem details with the suite's members: <c>code</c> (stable, lower_snake), <c>retryable</c>,
/// <c>errors[]</c>. <c>instance</c> and <c>trace_id</c> are added when the answer is written.
/// </summary>
public static class Problems
{
    /// <summary>Any problem as details. <paramref name="retryable"/> defaults to what the status implies: 408, 425, 429, 502, 503, 504.</summary>
    public static ProblemDetails Details(int status, string code, string detail, bool? retryable = null, IReadOnlyList<ProblemError>? errors = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        var problem = new ProblemDetails { Type = TypeOf(code), Title = TitleOf(status), Status = status, Detail = detail };
        problem.Extensions["code"] = code;
        problem.Extensions["retryable"] = retryable ?? IsRetryable(status);
        if (errors is { Count: > 0 })
        {
            problem.Extensions["errors"] = errors;
        }

        return problem;
    }

    /// <summary>Any problem as a result.</summary>
    public static ProblemHttpResult Of(int status, string code, string detail, bool? retryable = null, IReadOnlyList<ProblemError>? errors = null) =>
        TypedResults.Problem(Details(status, code, detail, retryable, errors));

    /// <summary>400: the request is not understood; <paramref name="errors"/> say where.</summary>
    public static ProblemHttpResult BadRequest(string code, string detail, params IReadOnlyList<ProblemError> errors) =>
        Of(400, code, detail, errors: errors);

    /// <summary>403: understood, and not allowed.</summary>
    public static ProblemHttpResult Forbidden(string code, string detail) => Of(403, code, detail);

    /// <summary>404: no such thing.</summary>
    public static ProblemHttpResult NotFound(string code, string detail) => Of(404, code, detail);

    /// <summary>409: it contradicts what is; <paramref name="retryable"/> when that will pass by itself.</summary>
    public static ProblemHttpResult Conflict(string code, string detail, bool retryable = false) => Of(409, code, detail, retryable);

    /// <summary>410: it was there and is gone for good.</summary>
    public static ProblemHttpResult Gone(string code, string detail) => Of(410, code, detail);

    /// <summary>412: <c>If-Match</c> names a version that is no longer current.</summary>
    public static ProblemHttpResult PreconditionFailed(string code, string detail) => Of(412, code, detail);

    /// <summary>422: well formed, and wrong in content; <paramref name="errors"/> say where.</summary>
    public static ProblemHttpResult Unprocessable(string code, string detail, params IReadOnlyList<ProblemError> errors) =>
        Of(422, code, detail, errors: errors);

    /// <summary>428: this write needs <c>If-Match</c>.</summary>
    public static ProblemHttpResult PreconditionRequired(string code, string detail) => Of(428, code, detail);

    /// <summary>429: too many requests. Set <c>Retry-After</c> where the time is known.</summary>
    public static ProblemHttpResult TooManyRequests(string code, string detail) => Of(429, code, detail);

    /// <summary>502: what this service asked gave no usable answer.</summary>
    public static ProblemHttpResult BadGateway(string code, string detail) => Of(502, code, detail);

    /// <summary>503: not now; retryable.</summary>
    public static ProblemHttpResult Unavailable(string code, string detail) => Of(503, code, detail);

    /// <summary>504: the time limit passed; retryable.</summary>
    public static ProblemHttpResult Timeout(string code, string detail) => Of(504, code, detail);

    /// <summary>The <c>code</c> of an answer that has only a status.</summary>
    public static string CodeOf(int status) => status switch
    {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        406 => "not_acceptable",
        408 => "request_timeout",
        409 => "conflict",
        410 => "gone",
        412 => "precondition_failed",
        413 => "content_too_large",
        414 => "uri_too_long",
        415 => "unsupported_media_type",
        422 => "unprocessable_content",
        426 => "upgrade_required",
        428 => "precondition_required",
        429 => "too_many_requests",
        431 => "headers_too_large",
        500 => "internal_error",
        501 => "not_implemented",
        502 => "bad_gateway",
        503 => "unavailable",
        504 => "timeout",
        _ => $"http_{status}",
    };

    internal static string TypeOf(string code) => $"urn:problem-type:ctas7:{code}";

    internal static string TitleOf(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : $"HTTP {status}";

    internal static bool IsRetryable(int status) => status is 408 or 425 or 429 or 502 or 503 or 504;
}
