namespace Ctas7.Realtime.Connections;

/// <summary>How the messages of one connection travel. One call at a time, except <see cref="Abort"/>.</summary>
public interface IClientTransport
{
    /// <summary><c>websocket</c> or <c>sse</c>.</summary>
    string Name { get; }

    /// <summary>True when the transport cannot ping by itself and wants <see cref="SendKeepAliveAsync"/> in quiet times.</summary>
    bool NeedsKeepAlive { get; }

    /// <summary>True once the transport has given the client up by itself.</summary>
    bool IsBroken { get; }

    /// <summary>Writes one message. Completes when the operating system has it.</summary>
    /// <param name="json">One line of UTF-8 JSON.</param>
    /// <param name="positions">Where the client stands once it has it.</param>
    ValueTask SendAsync(ReadOnlyMemory<byte> json, PositionSet positions);

    /// <summary>Writes a sign of life.</summary>
    ValueTask SendKeepAliveAsync();

    /// <summary>Says why the connection ends, as far as the transport can.</summary>
    ValueTask CloseAsync(CloseReason reason, PositionSet positions);

    /// <summary>Cuts the connection at once, from any thread; a pending write fails.</summary>
    void Abort();
}
