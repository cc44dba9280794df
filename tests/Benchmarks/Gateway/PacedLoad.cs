using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ctas7.Benchmarks.Gateway;

/// <summary>Requests at a fixed rate, whatever the answers take, so that a slow answer cannot hold back the next request.</summary>
internal static class PacedLoad
{
    /// <summary>Milliseconds of every request in ascending order.</summary>
    public static async Task<IReadOnlyList<double>> RunAsync(HttpClient client, Uri target, int requestsPerSecond, TimeSpan duration, CancellationToken cancellation)
    {
        var times = new ConcurrentBag<double>();
        var requests = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < duration)
        {
            for (var due = elapsed.TotalSeconds * requestsPerSecond; requests.Count < due;)
            {
                requests.Add(OneAsync(client, target, times, cancellation));
            }

            await timer.WaitForNextTickAsync(cancellation);
        }

        await Task.WhenAll(requests);
        return [.. times.Order()];
    }

    private static async Task OneAsync(HttpClient client, Uri target, ConcurrentBag<double> times, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await client.GetAsync(target, cancellation);
        response.EnsureSuccessStatusCode();
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
