using System.Net;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>
/// The only message of a request, in rented memory. The memory goes back when the call and the last transmission are
/// over; a handler may send the content again while the call runs.
/// </summary>
internal sealed class MessageContent : HttpContent
{
    private readonly PooledBuffer _frame;
    private int _users = 1;

    public MessageContent(PooledBuffer frame)
    {
        _frame = frame;
        Headers.TryAddWithoutValidation("Content-Type", WireNames.ContentType);
    }

    /// <summary>The call is over.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _frame.Dispose();
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Use();
        try
        {
            await stream.WriteAsync(_frame.Written, cancellationToken);
        }
        finally
        {
            Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private void Use()
    {
        for (var users = Volatile.Read(ref _users); ;)
        {
            ObjectDisposedException.ThrowIf(users == 0, this);
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return;
            }

            users = seen;
        }
    }
}
