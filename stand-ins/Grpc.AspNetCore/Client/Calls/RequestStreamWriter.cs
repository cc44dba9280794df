using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>The requests of a call. A write completes when the transport took the message, so a slow server slows the writer.</summary>
internal sealed class RequestStreamWriter<TRequest, TResponse>(
    ClientCall<TRequest, TResponse> call, RequestStreamContent content, MessageWriter writer)
    : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int _writing;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        if (Interlocked.Exchange(ref _writing, 1) != 0)
        {
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        }

        return SendAsync(message, cancellationToken);
    }

    public Task CompleteAsync()
    {
        if (_writing != 0)
        {
            throw new InvalidOperationException("Can't complete the request stream because a write is in progress.");
        }

        content.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(TRequest message, CancellationToken cancellationToken)
    {
        try
        {
            if (call.HasEnded)
            {
                throw call.EndedException();
            }

            if (content.IsCompleted)
            {
                throw new InvalidOperationException("Request stream has already been completed.");
            }

            using var registration = call.CancelWith(cancellationToken);
            await TransmitAsync(message);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    private async Task TransmitAsync(TRequest message)
    {
        using var frame = new PooledBuffer();
        var options = WriteOptions ?? call.DefaultWriteOptions;
        try
        {
            writer.Write(message, call.RequestSerializer, frame, ClientCall<TRequest, TResponse>.MayCompress(options));
            var stream = await content.Opened;
            await stream.WriteAsync(frame.Written);
            if (options is null || !options.Flags.HasFlag(WriteFlags.BufferHint))
            {
                await stream.FlushAsync();
            }
        }
        catch (Exception fault)
        {
            // A message that cannot be serialized is this side's fault; anything else the transport's, or the server's answer.
            throw fault is RpcException or InvalidOperationException ? call.FailWrite(fault) : await call.ExplainWriteAsync(fault);
        }
    }
}
