using System.IO.Compression;
using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>One call with its messages.</summary>
internal sealed class ClientCall<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    : ClientCall(channel, method, host, options)
    where TRequest : class
    where TResponse : class
{
    private const int SingleReadSize = 4096;
    private const int StreamReadSize = 32 * 1024;
    private HttpContent? _content;
    private Task? _receiving;

    /// <summary>The request of a call that has one.</summary>
    /// <exception cref="RpcException">Too long (<see cref="StatusCode.ResourceExhausted"/>) or not serializable.</exception>
    public HttpContent Message(TRequest request)
    {
        var frame = new PooledBuffer();
        try
        {
            using var writer = NewWriter();
            writer.Write(request, method.RequestMarshaller.ContextualSerializer, frame, MayCompress(Options.WriteOptions));
            return _content = new MessageContent(frame);
        }
        catch (Exception fault)
        {
            frame.Dispose();
            throw Fail("Error starting gRPC call.", fault);
        }
    }

    /// <summary>The request stream of a call that has one.</summary>
    public RequestStreamWriter<TRequest, TResponse> Writer(RequestStreamContent content)
    {
        _content = content;
        return new(this, content, NewWriter());
    }

    /// <summary>Runs the call up to its only response.</summary>
    public Task<TResponse> ReceiveOneAsync(HttpContent content)
    {
        var response = RunAsync(content);
        _receiving = response;
        ObserveFailure();
        return response;
    }

    /// <summary>Runs the call up to its response headers; the reader does the rest.</summary>
    public ResponseStreamReader<TRequest, TResponse> ReceiveMany(HttpContent content)
    {
        var opening = OpenAsync(content);
        _receiving = opening;
        ObserveFailure();
        return new(this, opening);
    }

    /// <summary>A message of a stream. Returns null at its end, when the status is OK.</summary>
    /// <exception cref="Exception">The call ended otherwise.</exception>
    public async ValueTask<TResponse?> ReadAsync(OpenResponse open)
    {
        try
        {
            if (await open.Frames.ReadAsync(method.ResponseMarshaller, Cancellation) is { } message)
            {
                return message;
            }

            return Finish(open.Response, ResponseStatus.OfTrailers(open.Response)).StatusCode == StatusCode.OK ? null : throw Exception();
        }
        catch (Exception fault)
        {
            throw Fail("Error reading next message.", fault);
        }
    }

    /// <summary>A message that is here already.</summary>
    /// <exception cref="Exception">The call ended otherwise.</exception>
    public bool TryTake(OpenResponse open, out TResponse? message)
    {
        try
        {
            return open.Frames.TryTake(method.ResponseMarshaller, out message);
        }
        catch (Exception fault)
        {
            throw Fail("Error reading next message.", fault);
        }
    }

    /// <summary>
    /// Why the transport took no message. The server may have answered before it read everything: then its answer is the
    /// reason, and the outcome of the call is left to the reader of that answer.
    /// </summary>
    public async Task<Exception> ExplainWriteAsync(Exception fault)
    {
        if (!HasEnded && _receiving is { } receiving)
        {
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return HasEnded ? Exception() : new RpcException(ResponseStatus.OfFault("Error writing a message.", fault));
    }

    /// <summary>A fault of this side ends the call.</summary>
    public Exception FailWrite(Exception fault) => Fail("Error writing a message.", fault);

    /// <summary>The exception of the ended call.</summary>
    public Exception EndedException() => Exception();

    /// <summary>Whether a write with these options may be compressed.</summary>
    public static bool MayCompress(WriteOptions? options) => options is null || !options.Flags.HasFlag(WriteFlags.NoCompress);

    /// <summary>Cancels the call when a token of one operation is cancelled.</summary>
    public CancellationTokenRegistration CancelWith(CancellationToken token) => OnCancelled(token);

    /// <summary>The serializer of requests.</summary>
    public Action<TRequest, SerializationContext> RequestSerializer => method.RequestMarshaller.ContextualSerializer;

    /// <summary>Options of requests that bring none.</summary>
    public WriteOptions? DefaultWriteOptions => Options.WriteOptions;

    protected override void OnEnded()
    {
        if (_content is MessageContent message)
        {
            message.Release();
        }
        else if (_content is RequestStreamContent stream)
        {
            stream.Abandon();
        }

        ObserveFailure();
    }

    // Nobody may await a call that was given up; its failure is no unobserved one.
    private void ObserveFailure()
    {
        if (HasEnded && Status.StatusCode != StatusCode.OK)
        {
            _receiving?.ContinueWith(
                static task => _ = task.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private MessageWriter NewWriter()
    {
        var writer = new MessageWriter(Channel.MaxSendMessageSize) { CompressionLevel = CompressionLevel.Fastest };
        if (Options.Headers?.GetValue(WireNames.EncodingRequest) is { } encoding and not WireNames.Identity)
        {
            writer.Compression = Channel.Encodings.TryGet(encoding, out var provider)
                ? provider
                : throw new InvalidOperationException($"No compression provider for the encoding '{encoding}': add one to CompressionProviders.");
        }

        return writer;
    }

    private async Task<TResponse> RunAsync(HttpContent content)
    {
        StartActivity();
        try
        {
            if (await SendAsync(content, needsMessage: true) is not { } response)
            {
                throw Exception();
            }

            var frames = await FramesAsync(response, SingleReadSize);
            var message = await frames.ReadAsync(method.ResponseMarshaller, Cancellation);
            if (message is not null && await frames.ReadAsync(method.ResponseMarshaller, Cancellation) is not null)
            {
                throw new RpcException(new Status(StatusCode.Internal, "More than one message in the response of a method that has one."));
            }

            var status = ResponseStatus.OfTrailers(response);
            status = Finish(response, message is null && status.StatusCode == StatusCode.OK ? NoMessage : status);
            return status.StatusCode == StatusCode.OK ? message! : throw Exception();
        }
        catch (Exception fault)
        {
            throw Fail("Error starting gRPC call.", fault);
        }
    }

    private async Task<OpenResponse?> OpenAsync(HttpContent content)
    {
        StartActivity();
        try
        {
            if (await SendAsync(content, needsMessage: false) is not { } response)
            {
                return Status.StatusCode == StatusCode.OK ? null : throw Exception();
            }

            return new OpenResponse(response, await FramesAsync(response, StreamReadSize));
        }
        catch (Exception fault)
        {
            throw Fail("Error starting gRPC call.", fault);
        }
    }

    private async Task<ResponseFrames> FramesAsync(HttpResponseMessage response, int readSize)
    {
        var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        var encoding = response.Headers.NonValidated.TryGetValues(WireNames.Encoding, out var values) ? values.ToString() : null;
        return new(stream, Channel, encoding, readSize);
    }
}
