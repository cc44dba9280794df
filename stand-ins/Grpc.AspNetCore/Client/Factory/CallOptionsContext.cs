using Grpc.Core;

namespace Grpc.Net.ClientFactory;

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
