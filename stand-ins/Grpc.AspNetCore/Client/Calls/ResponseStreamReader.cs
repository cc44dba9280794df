using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The responses of a call. What is read is what HTTP/2's flow control lets the server send: a slow reader slows it.</summary>
internal sealed class ResponseStreamReader<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, Task<OpenResponse?> opening)
    : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private static readonly Task<bool> Found = Task.FromResult(true);
    private static readonly Task<bool> None = Task.FromResult(false);
    private TResponse? _current;
    private int _reading;

    public TResponse Current => _current
        ?? throw new InvalidOperationException("No message has been read: call MoveNext, and read Current only after true.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<bool>(cancellationToken);
        }

        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            throw new InvalidOperationException("Can't read the next message because the previous read is in progress.");
        }

        if (opening is { IsCompletedSuccessfully: true, Result: { } open } && !call.HasEnded)
        {
            try
            {
                if (call.TryTake(open, out _current))
                {
                    Volatile.Write(ref _reading, 0);
                    return Found;
                }
            }
            catch (Exception fault)
            {
                Volatile.Write(ref _reading, 0);
                return Task.FromException<bool>(fault);
            }
        }

        return WaitAsync(cancellationToken);
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var registration = call.CancelWith(cancellationToken);
            _current = null;
            if (call.HasEnded)
            {
                return call.Status.StatusCode == StatusCode.OK ? await None : throw call.EndedException();
            }

            if (await opening is { } open)
            {
                _current = await call.ReadAsync(open);
            }

            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
