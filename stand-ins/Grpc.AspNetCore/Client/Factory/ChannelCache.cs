using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>One channel per registered client, over the HTTP client of its name. Thread-safe.</summary>
internal sealed class ChannelCache(
    IServiceProvider services, IHttpMessageHandlerFactory handlers, IOptionsMonitor<GrpcClientFactoryOptions> options) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>What calls of a client go through, up to the interceptors that live as long as the channel.</summary>
    public CallInvoker Invoker(string name, Type type) => _entries.GetOrAdd(name, key => new(() => Create(key, type))).Value.Invoker;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _entries.Values.Where(entry => entry.IsValueCreated))
        {
            entry.Value.Channel.Dispose();
            entry.Value.Scope.Dispose();
        }
    }

    private Entry Create(string name, Type type)
    {
        var client = options.Get(name);
        var address = client.Address ?? throw new InvalidOperationException(
            $"The gRPC client '{name}' has no address: services.AddGrpcClient<{type.Name}>(o => o.Address = new Uri(\"http://...\")).");
        var scope = services.CreateScope();
        var channelOptions = new GrpcChannelOptions { HttpHandler = handlers.CreateHandler(name), ServiceProvider = scope.ServiceProvider };
        foreach (var configure in client.ChannelOptionsActions)
        {
            configure(channelOptions);
        }

        var channel = GrpcChannel.ForAddress(address, channelOptions);
        var interceptors = client.InterceptorRegistrations
            .Where(registration => registration.Scope == InterceptorScope.Channel)
            .Select(registration => registration.Creator(scope.ServiceProvider))
            .Concat(client.Interceptors);
        return new(channel, scope, channel.CreateCallInvoker().Intercept([.. interceptors]));
    }

    private sealed record Entry(GrpcChannel Channel, IServiceScope Scope, CallInvoker Invoker);
}
