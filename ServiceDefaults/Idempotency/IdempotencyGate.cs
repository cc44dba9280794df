using System.Security.Cryptography;
using System.Text;
using Ctas7.ServiceDefaults.Cache;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using StackExchange.Redis;

namespace Ctas7.ServiceDefaults.Idempotency;

/// <summary>Stands around one route and lets each key through once.</summary>
internal sealed partial class IdempotencyGate(RequestDelegate route, AnswerStore answers, ILogger<IdempotencyGate> log)
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 255;
    private const int LargestKeptBody = 1 << 20;

    /// <summary>Headers that belong to one transfer and not to the answer.</summary>
    private static readonly HashSet<string> OfTheTransfer =
        new(StringComparer.OrdinalIgnoreCase) { "Date", "Transfer-Encoding", "Connection", "traceparent", "X-Request-Id" };

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var values))
        {
            await route(context);
            return;
        }

        var key = ReadKey(values);
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Request.Body = body;
        var scope = Hash(context.User.Identity?.Name ?? "", context.Request.Method, context.Request.PathBase + context.Request.Path, key);
        var reservation = new KeptAnswer(
            Fingerprint(context.Request, body), Guid.NewGuid().ToString("N"), Status: 0, Headers: [], Body: [], IsTooLarge: false);
        var found = await ReserveAsync(scope, reservation, context.RequestAborted);
        await (found is null ? RunAsync(context, scope, reservation) : ReplayAsync(context.Response, found, reservation.Fingerprint));
    }

    private static string ReadKey(StringValues values) =>
        values is [{ Length: > 0 and <= LongestKey } key] && key.All(letter => letter is > ' ' and <= '~')
            ? key
            : throw new ProblemException(
                400, "idempotency_key_invalid", $"Idempotency-Key is one value of 1 to {LongestKey} visible ASCII characters, best a UUID.");

    private async Task<KeptAnswer?> ReserveAsync(string scope, KeptAnswer reservation, CancellationToken cancellationToken)
    {
        try
        {
            return await answers.ReserveAsync(scope, reservation, cancellationToken);
        }
        catch (Exception failure) when (failure is RedisUnavailableException or RedisException or TimeoutException)
        {
            throw new ProblemException(
                503,
                "idempotency_unavailable",
                "Redis, which remembers idempotency keys, does not answer; nothing was done. Send the same request again.",
                inner: failure);
        }
    }

    /// <summary>Runs the route for the first time and keeps its answer.</summary>
    private async Task RunAsync(HttpContext context, string scope, KeptAnswer reservation)
    {
        var wire = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await route(context);
        }
        catch
        {
            context.Response.Body = wire;
            await KeepAsync(() => answers.ReleaseAsync(scope, reservation));
            throw;
        }

        context.Response.Body = wire;
        var (status, bytes) = (context.Response.StatusCode, answer.ToArray());
        if (status is 408 or 409 or 425 or 429 or >= 500)
        {
            await KeepAsync(() => answers.ReleaseAsync(scope, reservation));
        }
        else
        {
            var headers = context.Response.Headers
                .Where(header => !OfTheTransfer.Contains(header.Key))
                .ToDictionary(header => header.Key, header => header.Value.ToArray());
            var isTooLarge = bytes.Length > LargestKeptBody;
            var kept = reservation with { Status = status, Headers = headers, Body = isTooLarge ? [] : bytes, IsTooLarge = isTooLarge };
            await KeepAsync(() => answers.CompleteAsync(scope, reservation, kept));
        }

        if (bytes.Length > 0)
        {
            await wire.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static async Task ReplayAsync(HttpResponse response, KeptAnswer found, string fingerprint)
    {
        if (found.Fingerprint != fingerprint)
        {
            throw new ProblemException(
                422, "idempotency_key_reused", "This Idempotency-Key came with another body before. Use a new key for a new request.");
        }

        if (found.Status == 0)
        {
            response.Headers.RetryAfter = "1";
            await Problems
                .Of(409, "idempotency_in_progress", "The first request with this Idempotency-Key is still running. Ask again.", retryable: true)
                .ExecuteAsync(response.HttpContext);
            return;
        }

        if (found.IsTooLarge)
        {
            throw new ProblemException(
                409, "idempotency_answer_not_kept", "The request was carried out; its answer was too large to be kept.", retryable: false);
        }

        response.StatusCode = found.Status;
        foreach (var (name, values) in found.Headers)
        {
            response.Headers[name] = values;
        }

        response.Headers["Idempotent-Replayed"] = "true";
        if (found.Body.Length > 0)
        {
            await response.Body.WriteAsync(found.Body, response.HttpContext.RequestAborted);
        }
    }

    /// <summary>The request has been carried out: whatever becomes of the record, the client gets its answer.</summary>
    private async Task KeepAsync(Func<Task> keep)
    {
        try
        {
            await keep();
        }
        catch (Exception failure) when (failure is RedisUnavailableException or RedisException or TimeoutException)
        {
            LogNotKept(failure);
        }
    }

    private static string Fingerprint(HttpRequest request, MemoryStream body)
    {
        var content = Convert.ToHexString(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
        var fingerprint = Hash(request.QueryString.Value ?? "", request.ContentType ?? "", content);
        body.Position = 0;
        return fingerprint;
    }

    private static string Hash(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts!))));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An answer could not be kept under its idempotency key; the key is free again when its lease ends")]
    private partial void LogNotKept(Exception failure);
}
