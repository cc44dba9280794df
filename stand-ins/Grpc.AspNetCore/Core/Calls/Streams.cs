namespace Grpc.Core;

/// <summary>Reads a stream of messages, one reader at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> found.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false at the end of the stream.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>Writes a stream of messages, one write at a time. A write completes when the transport took the message, so a slow reader slows the writer.</summary>
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

/// <summary>The requests of a call, at the client.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the request stream.</summary>
    Task CompleteAsync();
}

/// <summary>The responses of a call, at the server.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
