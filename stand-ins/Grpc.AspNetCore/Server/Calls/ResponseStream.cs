using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The responses of a call.</summary>
internal sealed class ResponseStream<T>(HttpServerCallContext call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    private Task _last = Task.CompletedTask;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        if (!_last.IsCompleted)
        {
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        }

        var options = WriteOptions ?? call.WriteOptions;
        var flush = options is null || !options.Flags.HasFlag(WriteFlags.BufferHint);
        return _last = call.WriteAsync(message, marshaller, options, flush, cancellationToken);
    }
}
