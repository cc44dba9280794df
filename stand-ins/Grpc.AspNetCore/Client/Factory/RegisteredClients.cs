namespace Grpc.Net.ClientFactory;

/// <summary>The names of registered clients and their types.</summary>
internal sealed class RegisteredClients
{
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);

    public Type? TypeOf(string name) => _types.GetValueOrDefault(name);

    /// <exception cref="InvalidOperationException">The name belongs to another type.</exception>
    public void Add(string name, Type type)
    {
        if (!_types.TryAdd(name, type) && _types[name] != type)
        {
            throw new InvalidOperationException(
                $"The gRPC client name '{name}' belongs to {_types[name]}: give {type} another name with AddGrpcClient<T>(name, ...).");
        }
    }
}
