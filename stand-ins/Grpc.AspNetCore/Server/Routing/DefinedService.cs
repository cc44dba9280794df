namespace Grpc.AspNetCore.Server;

/// <summary>Stands for the service of a <see cref="ServerServiceDefinition"/>, whose handlers bring their own instance.</summary>
internal sealed class DefinedService
{
    public static readonly DefinedService Instance = new();
}
