using System.Buffers;
using System.Text;
using Ctas7.Realtime.Connections;

namespace Ctas7.Realtime.ServerSentEvents;

/// <summary>
/// Messages as server-sent events (HTML standard, 9.2), each with the id from which a client goes on. A connection that
/// ends makes the browser connect again by itself.
/// </summary>
internal sealed class EventStreamTransport(HttpContext context) : IClientTransport
{
    /// <inheritdoc/>
    public string Name => "sse";

    /// <inheritdoc/>
    public bool NeedsKeepAlive => true;

    /// <inheritdoc/>
    public bool IsBroken => context.RequestAborted.IsCancellationRequested;

    /// <inheritdoc/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> json, PositionSet positions)
    {
        var body = context.Response.BodyWriter;
        if (positions.Format() is { Length: > 0 } id)
        {
            body.Write("id: "u8);
            Encoding.ASCII.GetBytes(id, body);
            body.Write("\n"u8);
        }

        body.Write("data: "u8);
        body.Write(json.Span);
        body.Write("\n\n"u8);
        return FlushAsync();
    }

    /// <inheritdoc/>
    public ValueTask SendKeepAliveAsync()
    {
        context.Response.BodyWriter.Write(": still here\n\n"u8);
        return FlushAsync();
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(CloseReason reason, PositionSet positions)
    {
        if (reason.Status is 0 or 1000)
        {
            return ValueTask.CompletedTask;
        }

        context.Response.BodyWriter.Write(Encoding.UTF8.GetBytes($": {reason.Code} {reason.Text}\n\n"));
        return FlushAsync();
    }

    /// <inheritdoc/>
    public void Abort() => context.Abort();

    private async ValueTask FlushAsync()
    {
        var flush = await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (flush.IsCompleted)
        {
            throw new IOException("The client has gone.");
        }
    }
}
