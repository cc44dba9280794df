using Grpc.Core;
using Grpc.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>How a call begins and ends: its deadline, its status, its trailers. Exactly one of handler and deadline ends it.</summary>
internal sealed partial class HttpServerCallContext
{
    // What a timer can wait for; a later deadline is told to the handler and left to the client.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1d);
    private const int Http2Cancel = 0x8;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private DateTime _deadline = DateTime.MaxValue;
    private ITimer? _timer;
    private CancellationTokenSource? _cancellation;
    private TaskCompletionSource? _deadlineAnswered;
    private bool _ended;

    /// <summary>Whether handler or deadline ended the call: nothing may be read or written any more.</summary>
    public bool HasEnded => _ended;

    /// <summary>Reads what the request says about the call.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.Internal"/>: <c>grpc-timeout</c> is malformed.</exception>
    public void Begin()
    {
        var request = HttpContext.Request.Headers;
        HttpContext.Response.ContentType = WireNames.ContentType;
        if (Settings.ResponseEncoding is { } encoding && Net.Compression.CompressionProviders.Lists(request[WireNames.AcceptEncoding], encoding))
        {
            UseEncoding(encoding);
        }

        if (!request.TryGetValue(WireNames.Timeout, out var value))
        {
            return;
        }

        if (!GrpcTimeout.TryParse(value, out var timeout))
        {
            throw new RpcException(new Status(
                StatusCode.Internal, $"The header grpc-timeout is '{value}'; it must be 1 to 8 digits and one of H, M, S, m, u, n."));
        }

        var now = Settings.Time.GetUtcNow().UtcDateTime;
        _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        if (timeout <= LongestTimer)
        {
            _timer = Settings.Time.CreateTimer(
                static call => ((HttpServerCallContext)call!).AnswerDeadline(), this, timeout, System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the call with the status that the handler left.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _ended = true;
                WriteStatus();
            }
        }

        return _deadlineAnswered?.Task ?? Task.CompletedTask;
    }

    /// <summary>Ends the call with the status that a handler's exception stands for.</summary>
    public Task FailAsync(Exception fault)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                StatusCore = StatusOf(fault);
            }
        }

        return EndAsync();
    }

    private Status StatusOf(Exception fault)
    {
        switch (fault)
        {
            case RpcException chosen:
                CallLog.HandlerChoseStatus(Settings.Log, _method.FullName, chosen.StatusCode, chosen.Status.Detail);
                foreach (var entry in chosen.Trailers)
                {
                    ResponseTrailersCore.Add(entry);
                }

                return chosen.Status;
            case ConnectionAbortedException or ConnectionResetException:
            case OperationCanceledException or IOException when HttpContext.RequestAborted.IsCancellationRequested:
                CallLog.ClientWentAway(Settings.Log, _method.FullName);
                return new Status(StatusCode.Cancelled, "The client cancelled the call.", fault);
            default:
                CallLog.HandlerFailed(Settings.Log, _method.FullName, fault);
                return new Status(
                    StatusCode.Unknown,
                    Settings.SendsExceptionText ? $"Exception was thrown by handler. {Describe(fault)}" : "Exception was thrown by handler.",
                    fault);
        }
    }

    private static string Describe(Exception fault) =>
        $"{fault.GetType().Name}: {fault.Message}" + (fault.InnerException is { } inner ? $" {Describe(inner)}" : "");

    private void AnswerDeadline()
    {
        TaskCompletionSource answered;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            answered = _deadlineAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            StatusCore = new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
            CallLog.DeadlinePassed(Settings.Log, _method.FullName);
            WriteStatus();
        }

        _ = AnswerAsync(answered);
    }

    private async Task AnswerAsync(TaskCompletionSource answered)
    {
        try
        {
            HttpContext.Response.BodyWriter.CancelPendingFlush();
            var completed = HttpContext.Response.CompleteAsync();
            HttpContext.Request.BodyReader.CancelPendingRead();
            await CancelHandlerAsync();
            await completed.WaitAsync(AnswerPatience, Settings.Time);
        }
        catch (TimeoutException)
        {
            // The client does not read what was sent before; it gets no status, and its stream is not kept for it.
            HttpContext.Features.Get<IHttpResetFeature>()?.Reset(Http2Cancel);
        }
        catch (Exception fault)
        {
            // The connection is gone, or a callback of the handler's own failed: nobody waits for the answer any more.
            CallLog.DeadlineNotAnswered(Settings.Log, _method.FullName, fault);
        }
        finally
        {
            answered.SetResult();
        }
    }

    private Task CancelHandlerAsync()
    {
        lock (_gate)
        {
            return _cancellation?.CancelAsync() ?? Task.CompletedTask;
        }
    }

    private CancellationToken DeadlineToken()
    {
        lock (_gate)
        {
            if (_cancellation is null)
            {
                _cancellation = CancellationTokenSource.CreateLinkedTokenSource(HttpContext.RequestAborted);
                if (_deadlineAnswered is not null)
                {
                    _cancellation.Cancel();
                }
            }

            return _cancellation.Token;
        }
    }

    private void WriteStatus()
    {
        var response = HttpContext.Response;
        var destination = response.HasStarted ? HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : response.Headers;
        if (destination is null or { IsReadOnly: true })
        {
            return;
        }

        var status = StatusCore;
        try
        {
            AppendTrailers(destination);
        }
        catch (InvalidOperationException fault)
        {
            status = new Status(StatusCode.Internal, $"A trailer of the handler cannot be sent: {fault.Message}");
        }

        destination[WireNames.Status] = StatusText.Of(status.StatusCode);
        if (!string.IsNullOrEmpty(status.Detail))
        {
            destination[WireNames.Message] = StatusMessage.Encode(status.Detail);
        }
    }

    private void AppendTrailers(IHeaderDictionary destination)
    {
        if (_trailers is null)
        {
            return;
        }

        foreach (var entry in _trailers)
        {
            if (!WireNames.IsProtocolHeader(entry.Key))
            {
                destination.Append(entry.Key, entry.WireValue);
            }
        }
    }
}
