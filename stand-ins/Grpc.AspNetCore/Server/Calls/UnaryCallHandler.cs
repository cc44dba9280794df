using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>One request, one response.</summary>
internal sealed class UnaryCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ServiceSettings settings,
    Model.UnaryServerMethod<TService, TRequest, TResponse> invoke,
    TService? instance)
    : ServiceCallHandler<TService, TRequest, TResponse>(method, settings, instance)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call, TService service, IReadOnlyList<Interceptor> interceptors)
    {
        var request = await call.ReadSingleAsync(Method.RequestMarshaller);
        var response = await (interceptors.Count == 0 ? invoke(service, request, call) : Intercepted(service, interceptors)(request, call));
        await call.WriteResponseAsync(response, Method.ResponseMarshaller);
    }

    private UnaryServerMethod<TRequest, TResponse> Intercepted(TService service, IReadOnlyList<Interceptor> interceptors)
    {
        UnaryServerMethod<TRequest, TResponse> next = (request, context) => invoke(service, request, context);
        foreach (var interceptor in interceptors.Reverse())
        {
            var inner = next;
            next = (request, context) => interceptor.UnaryServerHandler(request, context, inner);
        }

        return next;
    }
}
