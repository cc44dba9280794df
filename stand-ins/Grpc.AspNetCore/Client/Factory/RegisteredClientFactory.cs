using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>Makes clients for one scope of services.</summary>
internal sealed class RegisteredClientFactory(
    IServiceProvider services, ChannelCache channels, RegisteredClients registered, IOptionsMonitor<GrpcClientFactoryOptions> options)
    : GrpcClientFactory
{
    public override TClient CreateClient<TClient>(string name)
    {
        if (registered.TypeOf(name) is not { } type || type != typeof(TClient))
        {
            throw new InvalidOperationException(
                $"No gRPC client of type {typeof(TClient)} is registered with the name '{name}': call AddGrpcClient.");
        }

        var client = options.Get(name);
        var invoker = channels.Invoker(name, typeof(TClient));
        if (client.CallOptionsActions.Count > 0)
        {
            invoker = new ConfiguringCallInvoker(invoker, client.CallOptionsActions, services);
        }

        Interceptor[] own = [.. client.InterceptorRegistrations
            .Where(registration => registration.Scope == InterceptorScope.Client)
            .Select(registration => registration.Creator(services))];
        invoker = own.Length == 0 ? invoker : invoker.Intercept(own);
        return client.Creator is { } create ? (TClient)create(invoker) : ActivatorUtilities.CreateInstance<TClient>(services, invoker);
    }
}
