using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Ctas7.ServiceDefaults.Resilience;

/// <summary>The strategies of all clients of this process, with their state per destination. Thread-safe.</summary>
internal sealed class Pipelines
{
    /// <summary>Destinations with a state of their own; a client that calls more shares one state among the rest.</summary>
    private const int MostDestinations = 1024;
    private const string TheRest = "*";
    private static readonly ResiliencePropertyKey<RetryBudget> Budget = new("ctas7.budget");

    private readonly ResilienceOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage> _repeatable;
    private readonly ResiliencePipeline<HttpResponseMessage> _once;
    private readonly ResiliencePipeline<HttpResponseMessage> _grpc;
    private readonly ConcurrentDictionary<string, RetryBudget> _budgets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpResponseMessage>> _circuits = new(StringComparer.OrdinalIgnoreCase);
    private readonly Counter<long> _retries;
    private readonly Counter<long> _opened;

    public Pipelines(IOptions<ResilienceOptions> options, TimeProvider time, IMeterFactory meters)
    {
        (_options, _time) = (options.Value, time);
        var meter = meters.Create("Ctas7.Resilience");
        _retries = meter.CreateCounter<long>("ctas7.client.retries", "{retry}", "Outgoing requests sent again");
        _opened = meter.CreateCounter<long>("ctas7.client.circuits_opened", "{circuit}", "Circuits that opened, by destination");
        _repeatable = Timed(retry => Faults.IsTransient(retry.Outcome));
        _once = Timed(retry => Faults.WasNotSent(retry.Outcome.Exception));
        _grpc = Builder().AddRetry(Retry(retry => Faults.WasNotSent(retry.Outcome.Exception))).Build();
    }

    /// <summary>Sends with time-outs and retries; <paramref name="destination"/> is the logical one.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        string destination,
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send,
        CancellationToken cancellationToken)
    {
        var budget = For(_budgets, destination, () => new RetryBudget(_options.RetryBudgetPercent, _options.MinRetriesPerSecond, _time));
        budget.AddRequest();
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Budget, budget);
        try
        {
            var pipeline = Faults.IsGrpc(request) ? _grpc : Faults.IsRepeatable(request) ? _repeatable : _once;
            return await pipeline.ExecuteAsync(
                static async (attempt, state) => await state.send(state.request, attempt.CancellationToken), context, (request, send));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>The circuit of one address.</summary>
    public ResiliencePipeline<HttpResponseMessage> Circuit(string address) => For(_circuits, address, () => NewCircuit(address));

    private static T For<T>(ConcurrentDictionary<string, T> all, string name, Func<T> create) =>
        all.TryGetValue(name, out var known) ? known : all.GetOrAdd(all.Count < MostDestinations ? name : TheRest, _ => create());

    private ResiliencePipeline<HttpResponseMessage> Timed(Predicate<RetryPredicateArguments<HttpResponseMessage>> again) => Builder()
        .AddTimeout(TimeSpan.FromSeconds(_options.TotalTimeoutSeconds))
        .AddRetry(Retry(again))
        .AddTimeout(TimeSpan.FromSeconds(_options.AttemptTimeoutSeconds))
        .Build();

    private ResiliencePipelineBuilder<HttpResponseMessage> Builder() => new() { TimeProvider = _time };

    private RetryStrategyOptions<HttpResponseMessage> Retry(Predicate<RetryPredicateArguments<HttpResponseMessage>> again) => new()
    {
        // Polly wants at least one; none at all is said by the predicate.
        MaxRetryAttempts = Math.Max(1, _options.Retries),
        Delay = TimeSpan.FromMilliseconds(_options.RetryDelayMs),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = retry => ValueTask.FromResult(
            retry.AttemptNumber < _options.Retries && again(retry) && retry.Context.Properties.GetValue(Budget, null!).TryTake()),
        DelayGenerator = retry => ValueTask.FromResult(RetryAfter(retry.Outcome.Result)),
        OnRetry = retry =>
        {
            _retries.Add(1);
            retry.Outcome.Result?.Dispose();
            return ValueTask.CompletedTask;
        },
    };

    /// <summary>What the destination asked for; the total time-out bounds it.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage? response) => response?.Headers.RetryAfter switch
    {
        { Delta: { } pause } => pause,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };

    private ResiliencePipeline<HttpResponseMessage> NewCircuit(string address) => Builder()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = _options.BreakerFailureRatio,
            MinimumThroughput = _options.BreakerMinRequests,
            SamplingDuration = TimeSpan.FromSeconds(_options.BreakerWindowSeconds),
            BreakDuration = TimeSpan.FromSeconds(_options.BreakSeconds),
            ShouldHandle = attempt => ValueTask.FromResult(Faults.IsDestinationFault(attempt.Outcome)),
            OnOpened = _ =>
            {
                _opened.Add(1, new KeyValuePair<string, object?>("server.address", address));
                return ValueTask.CompletedTask;
            },
        })
        .Build();
}
