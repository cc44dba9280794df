namespace Grpc.Net.ClientFactory;

/// <summary>Makes registered clients by name.</summary>
public abstract class GrpcClientFactory
{
    /// <summary>A client of a registered name. Clients of one name share a channel.</summary>
    /// <exception cref="InvalidOperationException">The name is not registered, or for another type.</exception>
    public abstract TClient CreateClient<TClient>(string name)
        where TClient : class;
}
