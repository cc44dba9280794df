using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Resilience;

/// <summary>
/// Keeps retries to a share of the traffic, so that they never multiply the load on a service that is failing because
/// of its load. Every request earns a fraction of a retry, every retry spends one. Thread-safe.
/// </summary>
public sealed class RetryBudget
{
    private const long OneRetry = 1_000_000;
    private readonly long _earned;
    private readonly long _most;
    private long _credit;

    /// <param name="share">Retries per request, 0 to 1.</param>
    /// <param name="reserve">Retries in hand at the start, and the most that are saved up.</param>
    public RetryBudget(double share, int reserve)
    {
        _earned = (long)(share * OneRetry);
        _most = _credit = Math.Max(reserve, 1) * OneRetry;
        if (reserve == 0)
        {
            _credit = 0;
        }
    }

    /// <summary>Counts a request.</summary>
    public void Earn()
    {
        for (var credit = Volatile.Read(ref _credit); credit < _most;)
        {
            var seen = Interlocked.CompareExchange(ref _credit, Math.Min(credit + _earned, _most), credit);
            if (seen == credit)
            {
                return;
            }

            credit = seen;
        }
    }

    /// <summary>Takes one retry; false when there is none left.</summary>
    public bool TrySpend()
    {
        for (var credit = Volatile.Read(ref _credit); credit >= OneRetry;)
        {
            var seen = Interlocked.CompareExchange(ref _credit, credit - OneRetry, credit);
            if (seen == credit)
            {
                return true;
            }

            credit = seen;
        }

        return false;
    }
}

/// <summary>One <see cref="RetryBudget"/> per service. Thread-safe.</summary>
internal sealed class RetryBudgets(IOptions<ResilienceOptions> options)
{
    private readonly ConcurrentDictionary<string, RetryBudget> _budgets = new(StringComparer.Ordinal);

    public RetryBudget Of(string service) =>
        _budgets.GetOrAdd(service, static (_, settings) => new RetryBudget(settings.RetryBudget, settings.RetryReserve), options.Value);
}
