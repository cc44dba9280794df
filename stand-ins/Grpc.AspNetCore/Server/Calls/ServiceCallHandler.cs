using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// Calls a method of a service: an instance from the services of the call, or one made and disposed with it, behind the
/// interceptors.
/// </summary>
internal abstract class ServiceCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServiceSettings settings, TService? instance)
    : CallHandler(method, settings)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Lazy<ObjectFactory<TService>> _factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    protected Method<TRequest, TResponse> Method => method;

    /// <summary>Runs the method on an instance, behind the interceptors.</summary>
    protected abstract Task InvokeAsync(HttpServerCallContext call, TService service, IReadOnlyList<Interceptor> interceptors);

    protected sealed override Task InvokeAsync(HttpServerCallContext call)
    {
        var service = instance ?? call.HttpContext.RequestServices.GetService<TService>();
        return service is not null && Settings.Interceptors.Count == 0 ? InvokeAsync(call, service, []) : InvokeOwnedAsync(call, service);
    }

    private async Task InvokeOwnedAsync(HttpServerCallContext call, TService? service)
    {
        var services = call.HttpContext.RequestServices;
        var owned = new Stack<object>();
        try
        {
            var interceptors = new List<Interceptor>(Settings.Interceptors.Count);
            foreach (var registration in Settings.Interceptors)
            {
                var (interceptor, isOwned) = registration.Activate(services);
                interceptors.Add(interceptor);
                if (isOwned)
                {
                    owned.Push(interceptor);
                }
            }

            if (service is null)
            {
                service = _factory.Value(services, []);
                owned.Push(service);
            }

            await InvokeAsync(call, service, interceptors);
        }
        finally
        {
            foreach (var made in owned)
            {
                await DisposeAsync(made);
            }
        }
    }

    private static ValueTask DisposeAsync(object made)
    {
        if (made is IAsyncDisposable asynchronous)
        {
            return asynchronous.DisposeAsync();
        }

        (made as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
