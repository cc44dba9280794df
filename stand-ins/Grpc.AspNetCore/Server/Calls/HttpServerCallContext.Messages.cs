using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Protocol;

namespace Grpc.AspNetCore.Server;

/// <summary>The messages of a call, between the marshallers and the pipes of the request and the response.</summary>
internal sealed partial class HttpServerCallContext
{
    private readonly MessageWriter _writer;
    private readonly MessagePayload _payload = new();

    /// <summary>
    /// Writes a message into the response and, if asked, flushes it. The task completes when the transport took it, so a
    /// slow client slows the handler.
    /// </summary>
    /// <exception cref="InvalidOperationException">The call has ended.</exception>
    public Task WriteAsync<T>(T message, Marshaller<T> marshaller, WriteOptions? options, bool flush, CancellationToken cancellationToken)
    {
        var response = HttpContext.Response;
        if (!response.HasStarted)
        {
            // The body writer collects into its own memory until the response has started.
            var started = response.StartAsync(cancellationToken);
            if (!started.IsCompletedSuccessfully)
            {
                return WriteAfterAsync(started, message, marshaller, options, flush, cancellationToken);
            }
        }

        return Write(message, marshaller, options, flush, cancellationToken);
    }

    /// <summary>Writes the only response of a call. It is not flushed: headers, message and trailers leave together.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.Cancelled"/>: the handler returned null.</exception>
    public Task WriteResponseAsync<T>(T? response, Marshaller<T> marshaller)
        where T : class
    {
        if (response is null)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."));
        }

        // At the deadline the client has its answer; a response after it goes nowhere. A status other than OK needs none.
        return _ended || StatusCore.StatusCode != StatusCode.OK
            ? Task.CompletedTask
            : WriteAsync(response, marshaller, WriteOptionsCore, flush: false, CancellationToken.None);
    }

    /// <summary>The only message of the request, which then ends.</summary>
    /// <exception cref="RpcException">No message, more than one, or not a valid frame.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        var message = await ReadAsync(marshaller, CancellationToken.None)
            ?? throw new RpcException(new Status(StatusCode.Internal, "Incomplete message: the request ended without one."));
        var reader = HttpContext.Request.BodyReader;
        if (!reader.TryRead(out var rest))
        {
            rest = await reader.ReadAsync();
        }

        while (rest is { IsCompleted: false, IsCanceled: false, Buffer.IsEmpty: true })
        {
            reader.AdvanceTo(rest.Buffer.Start);
            rest = await reader.ReadAsync();
        }

        ThrowIfCancelled(rest);
        return rest.Buffer.IsEmpty
            ? message
            : throw new RpcException(new Status(StatusCode.Internal, "More data follows the only message that this method takes."));
    }

    /// <summary>The next message, or null at the end of the request.</summary>
    /// <exception cref="RpcException">Not a valid frame, too long, or in an unknown encoding.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the deadline passed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        var reader = HttpContext.Request.BodyReader;
        while (true)
        {
            if (!reader.TryRead(out var result))
            {
                result = await reader.ReadAsync(cancellationToken);
            }

            ThrowIfCancelled(result);
            var buffer = result.Buffer;
            if (TryTake(ref buffer, marshaller, out var message))
            {
                reader.AdvanceTo(buffer.Start);
                return message;
            }

            if (result.IsCompleted)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                return buffer.IsEmpty
                    ? null
                    : throw new RpcException(new Status(StatusCode.Internal, "Incomplete message: the request ended inside a frame."));
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Chooses the encoding of the messages to come; the header says so.</summary>
    private void UseEncoding(string encoding)
    {
        if (encoding != WireNames.Identity)
        {
            _writer.Compression = Settings.Encodings.TryGet(encoding, out var provider)
                ? provider
                : throw new InvalidOperationException($"No compression provider for the encoding '{encoding}': add one to CompressionProviders.");
        }

        HttpContext.Response.Headers[WireNames.Encoding] = encoding;
    }

    private bool TryTake<T>(ref ReadOnlySequence<byte> buffer, Marshaller<T> marshaller, out T? message)
        where T : class
    {
        message = null;
        if (!FrameHeader.TryRead(buffer, Settings.MaxReceiveMessageSize, out var header)
            || buffer.Length < WireNames.FrameHeaderLength + (long)header.Length)
        {
            return false;
        }

        var payload = buffer.Slice(WireNames.FrameHeaderLength, header.Length);
        message = header.IsCompressed
            ? _payload.ReadCompressed(payload, RequestCompression(), Settings.MaxReceiveMessageSize, marshaller.ContextualDeserializer)
            : _payload.Read(payload, marshaller.ContextualDeserializer);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private ICompressionProvider RequestCompression()
    {
        var encoding = HttpContext.Request.Headers[WireNames.Encoding].ToString();
        if (encoding is "" or WireNames.Identity)
        {
            throw new RpcException(new Status(StatusCode.Internal, "A message is flagged as compressed, but grpc-encoding names no compression."));
        }

        if (Settings.Encodings.TryGet(encoding, out var provider))
        {
            return provider;
        }

        if (!HttpContext.Response.HasStarted)
        {
            HttpContext.Response.Headers[WireNames.AcceptEncoding] = Settings.Encodings.AcceptEncoding;
        }

        throw new RpcException(new Status(
            StatusCode.Unimplemented, $"The message encoding '{encoding}' is not supported; supported are {Settings.Encodings.AcceptEncoding}."));
    }

    private async Task WriteAfterAsync<T>(
        Task started, T message, Marshaller<T> marshaller, WriteOptions? options, bool flush, CancellationToken cancellationToken)
    {
        await started;
        await Write(message, marshaller, options, flush, cancellationToken);
    }

    private Task Write<T>(T message, Marshaller<T> marshaller, WriteOptions? options, bool flush, CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> flushed;
        lock (_gate)
        {
            if (_ended || HttpContext.RequestAborted.IsCancellationRequested)
            {
                throw new InvalidOperationException("Can't write the message because the request is complete.");
            }

            var body = HttpContext.Response.BodyWriter;
            var mayCompress = options is null || !options.Flags.HasFlag(WriteFlags.NoCompress);
            _writer.Write(message, marshaller.ContextualSerializer, body, mayCompress);
            if (!flush)
            {
                return Task.CompletedTask;
            }

            flushed = body.FlushAsync(cancellationToken);
        }

        return flushed.IsCompletedSuccessfully ? Done(flushed.Result) : WaitAsync(flushed);

        static Task Done(FlushResult result) => Task.CompletedTask;

        static async Task WaitAsync(ValueTask<FlushResult> flushed) => await flushed;
    }

    private void ThrowIfCancelled(ReadResult result)
    {
        if (result.IsCanceled)
        {
            HttpContext.Request.BodyReader.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException("The call ended while a message was awaited.", CancellationTokenCore);
        }
    }
}
