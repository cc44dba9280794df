using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>Many requests, one response.</summary>
internal sealed class ClientStreamingCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ServiceSettings settings,
    Model.ClientStreamingServerMethod<TService, TRequest, TResponse> invoke,
    TService? instance)
    : ServiceCallHandler<TService, TRequest, TResponse>(method, settings, instance)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call, TService service, IReadOnlyList<Interceptor> interceptors)
    {
        ClientStreamingServerMethod<TRequest, TResponse> next = (requests, context) => invoke(service, requests, context);
        foreach (var interceptor in interceptors.Reverse())
        {
            var inner = next;
            next = (requests, context) => interceptor.ClientStreamingServerHandler(requests, context, inner);
        }

        var response = await next(new RequestStream<TRequest>(call, Method.RequestMarshaller), call);
        await call.WriteResponseAsync(response, Method.ResponseMarshaller);
    }
}
