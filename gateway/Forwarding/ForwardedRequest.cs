using Ctas7.Gateway.Drain;
using Ctas7.Gateway.Resilience;
using Microsoft.AspNetCore.Http.Features;

namespace Ctas7.Gateway.Forwarding;

/// <summary>
/// One request on its way to a service: its deadline, its attempts, and how it ends when the gateway drains. While it
/// is forwarded it stands in for the request's lifetime, so that the proxy stops at the deadline as it does when the
/// client leaves.
/// </summary>
internal sealed class ForwardedRequest : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly HttpContext _context;
    private readonly IHttpRequestLifetimeFeature _client;
    private readonly CancellationTokenSource _end;
    private RetryBudget? _elsewhere;
    private OpenStreams? _streams;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _finishing;

    private ForwardedRequest(HttpContext context, TimeSpan deadline)
    {
        _context = context;
        _client = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _end = CancellationTokenSource.CreateLinkedTokenSource(_client.RequestAborted);
        _end.CancelAfter(deadline);
        RequestAborted = _end.Token;
        context.Features.Set<IHttpRequestLifetimeFeature>(this);
        context.Features.Set(this);
    }

    /// <summary>Cancelled when the client has gone, the deadline has passed, or the stream is finished by <see cref="Finish"/>.</summary>
    public CancellationToken RequestAborted { get; set; }

    /// <summary>How often the request was sent to a service.</summary>
    public int Attempts { get; private set; }

    /// <summary>The service's answer was put aside, because another replica may do better. The retry is paid for.</summary>
    public bool AnswerPutAside { get; private set; }

    /// <summary>The client's side of a WebSocket, once it is open.</summary>
    public ClosableSocket? Socket { get; set; }

    /// <summary>Completes when the request has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The deadline has passed while the client still waits.</summary>
    public bool TimedOut => _end.IsCancellationRequested && !_finishing && !_client.RequestAborted.IsCancellationRequested;

    /// <summary>The client is no longer there.</summary>
    public bool ClientGone => _client.RequestAborted.IsCancellationRequested;

    /// <summary>Begins to forward: the deadline runs from here.</summary>
    public static ForwardedRequest Begin(HttpContext context, TimeSpan deadline) => new(context, deadline);

    /// <summary>The forwarded request of this context, or null where it is not being forwarded.</summary>
    public static ForwardedRequest? Of(HttpContext context) => context.Features.Get<ForwardedRequest>();

    /// <summary>Counts an attempt.</summary>
    /// <param name="elsewhere">What a retry at another replica would be paid from; null where there is none.</param>
    public void BeginAttempt(RetryBudget? elsewhere)
    {
        Attempts++;
        _elsewhere = elsewhere;
        AnswerPutAside = false;
    }

    /// <summary>Puts an answer aside in favour of another replica, if there is one and the budget allows it.</summary>
    public bool TryPutAside() => AnswerPutAside = _elsewhere?.TrySpend() == true;

    /// <summary>The answer is an event stream or an upgraded connection: from here on it may last until the gateway stops.</summary>
    public void BecomeStream(OpenStreams streams)
    {
        _streams = streams;
        streams.Add(this);
        _end.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends a stream as complete: the client sees its regular end, not a broken connection. Safe at any time, from any thread.</summary>
    public void Finish()
    {
        _finishing = true;
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the meantime.
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        if (!_finishing)
        {
            _client.Abort();
        }
    }

    /// <summary>Gives the client's own lifetime back to the request.</summary>
    public void Dispose()
    {
        _context.Features.Set(_client);
        _streams?.Remove(this);
        _end.Dispose();
        _ended.TrySetResult();
    }
}
