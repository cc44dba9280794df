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
