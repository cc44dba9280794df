using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Ctas7.Gateway.Limits;

/// <summary>A token bucket for each client: refilled about ten times a second, forgotten when unused.</summary>
internal static class RateLimits
{
    private const int RefillsPerSecond = 10;
    private static readonly IPAddress Unknown = IPAddress.None;

    public static void Apply(RateLimiterOptions limiter, LimitOptions limits)
    {
        // Whole tokens, and a period that makes them exactly the stated rate.
        var tokens = Math.Max(1, limits.RequestsPerSecond / RefillsPerSecond);
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.Burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / limits.RequestsPerSecond),
            QueueLimit = 0,
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => IsProbe(context)
            ? RateLimitPartition.GetNoLimiter(Unknown)
            : RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => bucket));
        limiter.OnRejected = (rejected, _) => new ValueTask(RefuseAsync(rejected, limits));
    }

    /// <summary>Who shares a bucket: an IPv4 address, or an IPv6 network of /64, of which one client has every address.</summary>
    private static IPAddress ClientOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return Unknown;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private static bool IsProbe(HttpContext context) => context.Request.Path.Value is "/health" or "/alive";

    private static Task RefuseAsync(OnRejectedContext rejected, LimitOptions limits)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"Your address sent more than {limits.RequestsPerSecond} requests a second (after a pause: {limits.Burst} at once). Wait {wait} s.");
        return Problems.TooManyRequests("rate_limited", detail).ExecuteAsync(rejected.HttpContext);
    }
}
