using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Ctas7.Realtime.Connections;
using Ctas7.Realtime.Messages;

namespace Ctas7.Realtime.WebSockets;

/// <summary>One accepted WebSocket: reads the client's messages while its <see cref="ClientConnection"/> writes.</summary>
internal sealed class WebSocketSession(WebSocket socket, Stream below, ClientConnection connection, RealtimeOptions options, TimeProvider time)
{
    private const int FirstBuffer = 4_096;
    private const int MaxFragments = 1_024;

    private readonly MessageRate _rate = new(options.MessagesPerSecond, options.MessageBurst, time);

    /// <summary>Serves the socket until both sides have closed or one is gone.</summary>
    public async Task RunAsync(CancellationToken gone)
    {
        var receiving = ReceiveAllAsync(gone);
        await connection.RunAsync();

        // The close frame is out: the client's own follows, or the wait ends and the socket is cut.
        await receiving.WaitAsync(options.CloseTimeout, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connection.Closing == CloseReason.ProtocolError && receiving.IsCompleted)
        {
            await ReadToEndAsync(gone);
        }

        socket.Abort();
        await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReceiveAllAsync(CancellationToken gone)
    {
        try
        {
            while (await ReceiveAsync(gone))
            {
            }
        }
        catch (WebSocketException fault) when (fault.WebSocketErrorCode == WebSocketError.Faulted && fault.InnerException is null)
        {
            // The socket has answered with the right close code itself.
            connection.Close(CloseReason.ProtocolError);
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            connection.Close(CloseReason.Broken);
        }
    }

    /// <summary>Reads one message; false when there will be no more.</summary>
    private async ValueTask<bool> ReceiveAsync(CancellationToken gone)
    {
        // Waits without a buffer, so that a quiet client costs none.
        var start = await socket.ReceiveAsync(Memory<byte>.Empty, gone);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var (length, fragments) = (0, 0);
            for (var part = start; ; fragments++)
            {
                length += part.Count;
                if (Refuses(part, length, fragments) is { } reason)
                {
                    connection.Close(reason);
                    await DiscardAsync(part, buffer, gone);
                    return false;
                }

                if (part.EndOfMessage)
                {
                    break;
                }

                buffer = Grown(buffer, length);
                part = await socket.ReceiveAsync(buffer.AsMemory(length), gone);
            }

            return await HandAsync(buffer.AsMemory(0, length), gone);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private CloseReason? Refuses(ValueWebSocketReceiveResult part, int length, int fragments) => part switch
    {
        { MessageType: WebSocketMessageType.Close } => CloseReason.ByClient,
        { MessageType: WebSocketMessageType.Binary } => CloseReason.NotText,
        _ when length > options.MaxMessageBytes => CloseReason.TooBig(options.MaxMessageBytes),
        _ when fragments > MaxFragments => CloseReason.TooManyFragments(MaxFragments),
        _ => null,
    };

    /// <summary>Reads on until the client's close frame, so that our own reaches it instead of a reset of the connection.</summary>
    private async ValueTask DiscardAsync(ValueWebSocketReceiveResult part, byte[] buffer, CancellationToken gone)
    {
        while (part.MessageType != WebSocketMessageType.Close)
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), gone);
        }
    }

    /// <summary>Takes in what a client still sends after its fault: bytes that nobody reads make a reset, and that would overtake the close frame.</summary>
    private async Task ReadToEndAsync(CancellationToken gone)
    {
        using var longest = CancellationTokenSource.CreateLinkedTokenSource(gone);
        longest.CancelAfter(options.CloseTimeout);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            while (await below.ReadAsync(buffer, longest.Token) > 0)
            {
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or had its time.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> HandAsync(ReadOnlyMemory<byte> text, CancellationToken gone)
    {
        if (!_rate.TryTake())
        {
            connection.Close(CloseReason.TooManyMessages(options.MessagesPerSecond));
            return false;
        }

        await connection.ReceiveAsync(Understand(text.Span), gone);
        return true;
    }

    private static Incoming Understand(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, MessageJson.Default.ClientMessage) is { } message
                ? new Incoming(message, null)
                : new Incoming(null, new ErrorMessage("bad_message", "A message is a JSON object with a type."));
        }
        catch (JsonException fault)
        {
            return new Incoming(null, new ErrorMessage("bad_message", $"The message is not the JSON that is expected, at byte {(fault.BytePositionInLine ?? 0) + 1}{(fault.Path is { Length: > 1 } path ? $", {path}" : "")}."));
        }
    }

    private static byte[] Grown(byte[] buffer, int length)
    {
        if (length < buffer.Length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
