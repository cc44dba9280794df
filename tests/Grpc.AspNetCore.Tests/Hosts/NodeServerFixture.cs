namespace Grpc.AspNetCore.Tests.Hosts;

/// <summary>One server for the tests of a class, which compresses its replies.</summary>
public sealed class NodeServerFixture : IAsyncLifetime
{
    /// <summary>The server.</summary>
    public NodeServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await NodeServer.StartAsync("gzip");

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
