using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>Many requests, many responses.</summary>
internal sealed class DuplexStreamingCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ServiceSettings settings,
    Model.DuplexStreamingServerMethod<TService, TRequest, TResponse> invoke,
    TService? instance)
    : ServiceCallHandler<TService, TRequest, TResponse>(method, settings, instance)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override Task InvokeAsync(HttpServerCallContext call, TService service, IReadOnlyList<Interceptor> interceptors)
    {
        DuplexStreamingServerMethod<TRequest, TResponse> next = (requests, responses, context) => invoke(service, requests, responses, context);
        foreach (var interceptor in interceptors.Reverse())
        {
            var inner = next;
            next = (requests, responses, context) => interceptor.DuplexStreamingServerHandler(requests, responses, context, inner);
        }

        return next(
            new RequestStream<TRequest>(call, Method.RequestMarshaller), new ResponseStream<TResponse>(call, Method.ResponseMarshaller), call);
    }
}
