using System.Diagnostics;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>
/// One call at the client: its deadline, its cancellation, its outcome. The first of response, deadline, cancellation and
/// disposal decides the outcome. Thread-safe.
/// </summary>
internal abstract partial class ClientCall : IDisposable
{
    private static readonly Outcome Ok = new(Status.DefaultSuccess, null);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1d);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private readonly string? _host;
    private readonly long _started = Stopwatch.GetTimestamp();
    private CancellationTokenRegistration _byCaller;
    private CancellationTokenRegistration _byParent;
    private CancellationTokenRegistration _byChannel;
    private ITimer? _timer;
    private TaskCompletionSource<Metadata>? _headersAwaited;
    private HttpResponseMessage? _response;
    private Outcome? _outcome;

    protected ClientCall(GrpcChannel channel, IMethod method, string? host, CallOptions options)
    {
        if (options.Deadline is { Kind: not DateTimeKind.Utc } deadline && deadline != DateTime.MaxValue && deadline != DateTime.MinValue)
        {
            throw new InvalidOperationException("The deadline of a call must be UTC: use DateTime.UtcNow, not DateTime.Now.");
        }

        Channel = channel;
        Method = method;
        Options = options;
        _host = host;
    }

    protected GrpcChannel Channel { get; }

    protected IMethod Method { get; }

    protected CallOptions Options { get; }

    /// <summary>The outcome of a call that succeeds and owes its only response.</summary>
    protected static Status NoMessage => new(StatusCode.Internal, "The response has the status OK and no message.");

    protected CancellationToken Cancellation => _cancellation.Token;

    /// <summary>The outcome of the ended call.</summary>
    /// <exception cref="InvalidOperationException">It has not ended.</exception>
    public Status Status => _outcome?.Status ?? throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    /// <summary>Whether the outcome is decided.</summary>
    public bool HasEnded => _outcome is not null;

    /// <summary>The trailers of the ended call.</summary>
    /// <exception cref="InvalidOperationException">It has not ended.</exception>
    public Metadata Trailers()
    {
        var outcome = _outcome ?? throw new InvalidOperationException("Can't get the call trailers because the call has not completed.");
        return outcome.Trailers is { } source ? ReadMetadata(source) : [];
    }

    /// <summary>The response headers, as soon as they are here.</summary>
    public Task<Metadata> ResponseHeadersAsync()
    {
        lock (_gate)
        {
            return _headersAwaited?.Task
                ?? (_response is { } response ? Task.FromResult(ReadMetadata(response.Headers))
                    : _outcome is not null ? Task.FromException<Metadata>(Exception())
                    : (_headersAwaited = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
        }
    }

    /// <summary>Cancels the call when it still runs.</summary>
    public void Dispose() => Cancel(new Status(StatusCode.Cancelled, "gRPC call disposed."));

    /// <summary>The exception that callers of the ended call see.</summary>
    protected Exception Exception()
    {
        var status = Status;
        if (Channel.ThrowsOperationCanceled
            && status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded
            && (Cancellation.IsCancellationRequested || Options.CancellationToken.IsCancellationRequested))
        {
            return new OperationCanceledException(status.Detail, new RpcException(status, Trailers()), Options.CancellationToken);
        }

        return new RpcException(status, Trailers());
    }

    /// <summary>Sends the request and returns the response when messages may follow; null when the call ended with its headers.</summary>
    /// <param name="content">The request's messages.</param>
    /// <param name="needsMessage">Whether a success without a message is a failure.</param>
    /// <exception cref="Exception">The call failed: turn it into an outcome by <see cref="Fail"/>.</exception>
    protected async Task<HttpResponseMessage?> SendAsync(HttpContent content, bool needsMessage)
    {
        if (!Begin(out var timeout))
        {
            return null;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, Channel.AddressOf(Method))
        {
            Version = Channel.HttpVersion,
            VersionPolicy = Channel.HttpVersionPolicy,
            Content = content,
        };
        WriteHeaders(request.Headers, timeout);
        if (Channel.CallCredentials is not null || Options.Credentials is not null)
        {
            await AddCredentialsAsync(request.Headers);
        }

        var response = await Channel.SendAsync(request, _cancellation.Token);
        Keep(response);
        if (ResponseStatus.OfHeaders(response) is not { } status)
        {
            return response;
        }

        End(needsMessage && status.StatusCode == StatusCode.OK ? NoMessage : status, response.Headers);
        return null;
    }

    /// <summary>The response ended with this status. Returns the status of the call, which something else may have ended before.</summary>
    protected Status Finish(HttpResponseMessage response, Status status)
    {
        End(status, response.TrailingHeaders);
        response.Dispose();
        return Status;
    }

    /// <summary>A fault ends the call, unless something else ended it before. Returns the exception to throw.</summary>
    protected Exception Fail(string what, Exception fault)
    {
        if (_outcome is null)
        {
            End(ResponseStatus.OfFault(what, fault), null);
            _cancellation.Cancel();
        }

        _response?.Dispose();
        return Exception();
    }

    /// <summary>Ends the call with a status of this side.</summary>
    protected void Cancel(Status status)
    {
        if (End(status, null))
        {
            _cancellation.Cancel();
            _response?.Dispose();
        }
    }

    /// <summary>Called once, when the outcome is decided.</summary>
    protected abstract void OnEnded();

    private static Metadata ReadMetadata(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                try
                {
                    WireMetadata.Add(metadata, name, value);
                }
                catch (FormatException)
                {
                    // A peer's broken binary entry must not hide its status and its other entries.
                }
            }
        }

        return metadata;
    }

    private bool Begin(out TimeSpan? timeout)
    {
        timeout = null;
        var parent = Options.PropagationToken;
        var deadline = Options.Deadline;
        if (parent?.Deadline is { } inherited && inherited < (deadline ?? DateTime.MaxValue))
        {
            deadline = inherited;
        }

        if (deadline is { } end && end != DateTime.MaxValue)
        {
            timeout = end - DateTime.UtcNow;
            if (timeout <= TimeSpan.Zero)
            {
                Cancel(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"));
                return false;
            }
        }

        lock (_gate)
        {
            _byChannel = Channel.ShutdownToken.UnsafeRegister(
                static call => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "gRPC channel disposed.")), this);
            _byCaller = OnCancelled(Options.CancellationToken);
            _byParent = OnCancelled(parent?.CancellationToken ?? default);
            if (timeout <= LongestTimer)
            {
                _timer = TimeProvider.System.CreateTimer(
                    static call => ((ClientCall)call!).Cancel(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded")),
                    this,
                    timeout.Value,
                    System.Threading.Timeout.InfiniteTimeSpan);
            }
        }

        StopWatching(onlyIfEnded: true);
        return _outcome is null;
    }

    /// <summary>Cancels the call with a token of its caller.</summary>
    protected CancellationTokenRegistration OnCancelled(CancellationToken token) =>
        token.UnsafeRegister(static call => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")), this);

    private void WriteHeaders(HttpRequestHeaders headers, TimeSpan? timeout)
    {
        headers.TryAddWithoutValidation("User-Agent", ClientTelemetry.UserAgent);
        headers.TryAddWithoutValidation("TE", "trailers");
        headers.TryAddWithoutValidation(WireNames.AcceptEncoding, Channel.Encodings.AcceptEncoding);
        headers.Host = _host;
        if (timeout is { } left)
        {
            headers.TryAddWithoutValidation(WireNames.Timeout, GrpcTimeout.Format(left));
        }

        if (Options.Headers is { Count: > 0 } metadata)
        {
            Append(headers, metadata);
        }
    }

    private static void Append(HttpRequestHeaders headers, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (entry.Key == WireNames.EncodingRequest)
            {
                headers.TryAddWithoutValidation(WireNames.Encoding, entry.Value);
            }
            else if (!WireNames.IsProtocolHeader(entry.Key))
            {
                headers.TryAddWithoutValidation(entry.Key, entry.WireValue);
            }
        }
    }

    private async Task AddCredentialsAsync(HttpRequestHeaders headers)
    {
        if (!Channel.MaySendCredentials)
        {
            CallLog.CredentialsNotSent(Channel.Log, Method.FullName);
            return;
        }

        var context = new AuthInterceptorContext(new Uri(Channel.Address, Method.ServiceName).AbsoluteUri, Method.Name, _cancellation.Token);
        foreach (var credentials in new[] { Channel.CallCredentials, Options.Credentials }.OfType<CallCredentials>())
        {
            var metadata = new Metadata();
            await credentials.AddTo(context, metadata);
            Append(headers, metadata);
        }
    }

    private void Keep(HttpResponseMessage response)
    {
        TaskCompletionSource<Metadata>? awaited;
        lock (_gate)
        {
            _response = response;
            awaited = _headersAwaited;
        }

        awaited?.TrySetResult(ReadMetadata(response.Headers));
        if (_outcome is not null)
        {
            response.Dispose();
        }
    }

    private bool End(Status status, HttpHeaders? trailers)
    {
        var outcome = status == Status.DefaultSuccess && trailers is null ? Ok : new Outcome(status, trailers);
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is not null)
        {
            return false;
        }

        StopWatching(onlyIfEnded: false);
        Record(status.StatusCode);
        OnEnded();
        TaskCompletionSource<Metadata>? awaited;
        lock (_gate)
        {
            awaited = _response is null ? _headersAwaited : null;
        }

        if (awaited is not null && awaited.TrySetException(Exception()))
        {
            _ = awaited.Task.Exception;
        }

        return true;
    }

    private void StopWatching(bool onlyIfEnded)
    {
        if (onlyIfEnded && _outcome is null)
        {
            return;
        }

        lock (_gate)
        {
            // Unregister does not wait for a callback that runs; such a callback finds the outcome decided.
            _byChannel.Unregister();
            _byCaller.Unregister();
            _byParent.Unregister();
            _timer?.Dispose();
        }
    }

    private sealed record Outcome(Status Status, HttpHeaders? Trailers);
}
