using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>One request, many responses.</summary>
internal sealed class ServerStreamingCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ServiceSettings settings,
    Model.ServerStreamingServerMethod<TService, TRequest, TResponse> invoke,
    TService? instance)
    : ServiceCallHandler<TService, TRequest, TResponse>(method, settings, instance)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call, TService service, IReadOnlyList<Interceptor> interceptors)
    {
        ServerStreamingServerMethod<TRequest, TResponse> next = (request, responses, context) => invoke(service, request, responses, context);
        foreach (var interceptor in interceptors.Reverse())
        {
            var inner = next;
            next = (request, responses, context) => interceptor.ServerStreamingServerHandler(request, responses, context, inner);
        }

        var request = await call.ReadSingleAsync(Method.RequestMarshaller);
        await next(request, new ResponseStream<TResponse>(call, Method.ResponseMarshaller), call);
    }
}
