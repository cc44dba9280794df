using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Grpc.Net.ClientFactory;

/// <summary>Options of a registered client.</summary>
public class GrpcClientFactoryOptions
{
    /// <summary>The address of the server; service discovery resolves it when the HTTP client does so.</summary>
    public Uri? Address { get; set; }

    /// <summary>Changes of the channel's options.</summary>
    public IList<Action<GrpcChannelOptions>> ChannelOptionsActions { get; } = [];

    /// <summary>Changes of the options of every call.</summary>
    public IList<Action<CallOptionsContext>> CallOptionsActions { get; } = [];

    /// <summary>Interceptors with the life of the channel.</summary>
    public IList<Interceptor> Interceptors { get; } = [];

    /// <summary>Interceptors made by functions.</summary>
    public IList<InterceptorRegistration> InterceptorRegistrations { get; } = [];

    /// <summary>Makes the client; by default its constructor that takes a call invoker.</summary>
    public Func<CallInvoker, object>? Creator { get; set; }
}

/// <summary>The options of a call that is about to be made.</summary>
public sealed class CallOptionsContext
{
    internal CallOptionsContext(CallOptions callOptions, IServiceProvider serviceProvider)
    {
        CallOptions = callOptions;
        ServiceProvider = serviceProvider;
    }

    /// <summary>The options; replace them to change them.</summary>
    public CallOptions CallOptions { get; set; }

    /// <summary>The services that the client was made from.</summary>
    public IServiceProvider ServiceProvider { get; }
}

/// <summary>How long an interceptor of a registered client lives.</summary>
public enum InterceptorScope
{
    /// <summary>As long as the channel: one for all clients of the name.</summary>
    Channel,

    /// <summary>As long as the client: made with it, from its services.</summary>
    Client,
}

/// <summary>An interceptor of a registered client.</summary>
public class InterceptorRegistration
{
    /// <summary>An interceptor that a function makes.</summary>
    public InterceptorRegistration(InterceptorScope scope, Func<IServiceProvider, Interceptor> creator)
    {
        ArgumentNullException.ThrowIfNull(creator);
        Scope = scope;
        Creator = creator;
    }

    /// <summary>How long it lives.</summary>
    public InterceptorScope Scope { get; }

    /// <summary>Makes it.</summary>
    public Func<IServiceProvider, Interceptor> Creator { get; }
}
