using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Makes calls over a channel. Thread-safe.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    private static readonly Func<object, Task<Metadata>> ReadHeaders = static call => ((ClientCall)call).ResponseHeadersAsync();
    private static readonly Func<object, Status> ReadStatus = static call => ((ClientCall)call).Status;
    private static readonly Func<object, Metadata> ReadTrailers = static call => ((ClientCall)call).Trailers();
    private static readonly Action<object> DisposeCall = static call => ((ClientCall)call).Dispose();

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        return new(call.ReceiveOneAsync(call.Message(request)), ReadHeaders, ReadStatus, ReadTrailers, DisposeCall, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        return new(call.ReceiveMany(call.Message(request)), ReadHeaders, ReadStatus, ReadTrailers, DisposeCall, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var content = new RequestStreamContent();
        return new(call.Writer(content), call.ReceiveOneAsync(content), ReadHeaders, ReadStatus, ReadTrailers, DisposeCall, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var content = new RequestStreamContent();
        return new(call.Writer(content), call.ReceiveMany(content), ReadHeaders, ReadStatus, ReadTrailers, DisposeCall, call);
    }
}
