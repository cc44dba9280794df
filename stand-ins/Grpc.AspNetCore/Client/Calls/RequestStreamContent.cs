using System.Net;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>The requests of a call: hands the HTTP/2 stream to the writer and stays until the writer completes.</summary>
internal sealed class RequestStreamContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;

    public RequestStreamContent() => Headers.TryAddWithoutValidation("Content-Type", WireNames.ContentType);

    /// <summary>The stream to write frames to, once the request is under way.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Whether the request stream was ended.</summary>
    public bool IsCompleted => _completed.Task.IsCompleted;

    /// <summary>Ends the request stream; false when it was ended before.</summary>
    public bool Complete() => _completed.TrySetResult();

    /// <summary>The call is over: nothing can be written any more.</summary>
    public void Abandon()
    {
        _opened.TrySetCanceled();
        _completed.TrySetResult();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _sent, 1) != 0)
        {
            throw new InvalidOperationException("A stream of requests cannot be sent a second time: do not retry streaming calls in a handler.");
        }

        // The server sees the call with its headers, before the first message.
        await stream.FlushAsync(cancellationToken);
        _opened.TrySetResult(stream);
        await _completed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
