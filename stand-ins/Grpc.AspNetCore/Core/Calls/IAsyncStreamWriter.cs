namespace Grpc.Core;

/// <summary>
/// Writes a stream of messages, one write at a time. A write completes when the transport took the message, so a slow
/// reader slows the writer.
/// </summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the messages to come.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message.</summary>
    Task WriteAsync(T message);

    /// <summary>Sends a message unless cancelled.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            throw new NotSupportedException("This stream writer does not support cancellation of a write.");
        }

        return WriteAsync(message);
    }
}
