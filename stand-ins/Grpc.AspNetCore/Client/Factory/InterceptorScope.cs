namespace Grpc.Net.ClientFactory;

/// <summary>How long an interceptor of a registered client lives.</summary>
public enum InterceptorScope
{
    /// <summary>As long as the channel: one for all clients of the name.</summary>
    Channel,

    /// <summary>As long as the client: made with it, from its services.</summary>
    Client,
}
