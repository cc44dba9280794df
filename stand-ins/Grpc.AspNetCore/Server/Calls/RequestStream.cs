using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The requests of a call.</summary>
internal sealed class RequestStream<T>(HttpServerCallContext call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private static readonly Task<bool> Found = Task.FromResult(true);
    private static readonly Task<bool> Ended = Task.FromResult(false);
    private T? _current;

    public T Current => _current
        ?? throw new InvalidOperationException("No message has been read: call MoveNext, and read Current only after true.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<bool>(cancellationToken);
        }

        if (call.HasEnded)
        {
            throw new InvalidOperationException("Can't read messages after the request is complete.");
        }

        var message = call.ReadAsync(marshaller, cancellationToken);
        return message.IsCompletedSuccessfully ? (Keep(message.Result) ? Found : Ended) : WaitAsync(message);
    }

    private async Task<bool> WaitAsync(ValueTask<T?> message) => Keep(await message);

    private bool Keep(T? message)
    {
        _current = message;
        return message is not null;
    }
}
