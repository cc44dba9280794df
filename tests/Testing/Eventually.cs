using System.Diagnostics;

namespace Ctas7.Testing;

/// <summary>Waits for what will become true, with a deadline instead of a fixed sleep.</summary>
public static class Eventually
{
    /// <summary>Polls <paramref name="read"/> until <paramref name="done"/> accepts its value; exceptions of a poll count as not yet.</summary>
    /// <exception cref="TimeoutException">Not accepted within <paramref name="within"/> (default 30 s); names the last value or exception.</exception>
    public static async Task<T> Get<T>(Func<Task<T>> read, Func<T, bool> done, string what, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(done);
        var deadline = within ?? TimeSpan.FromSeconds(30);
        var clock = Stopwatch.StartNew();
        for (var last = "nothing"; ; await Task.Delay(20))
        {
            try
            {
                var value = await read().WaitAsync(deadline);
                if (done(value))
                {
                    return value;
                }

                last = value?.ToString() ?? "null";
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                last = failure.ToString();
            }

            if (clock.Elapsed > deadline)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {what}. Last seen: {last}");
            }
        }
    }

    /// <summary>Polls until <paramref name="condition"/> is true.</summary>
    public static Task True(Func<Task<bool>> condition, string what, TimeSpan? within = null) => Get(condition, value => value, what, within);

    /// <summary>Polls until <paramref name="condition"/> is true.</summary>
    public static Task True(Func<bool> condition, string what, TimeSpan? within = null) => True(() => Task.FromResult(condition()), what, within);
}
