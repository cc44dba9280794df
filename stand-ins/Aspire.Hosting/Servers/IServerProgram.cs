using Aspire.Hosting.Health;

namespace Aspire.Hosting.Servers;

/// <summary>A server that the runtime knows how to run and how to ask for its health.</summary>
internal interface IServerProgram
{
    /// <summary>The server's name for people.</summary>
    string Title { get; }

    /// <summary>The package that holds it on Debian.</summary>
    string Package { get; }

    /// <summary>Where the program is: full paths, or names that are looked for in PATH.</summary>
    IReadOnlyList<string> Programs { get; }

    /// <summary>Host and port that a connection string leads to.</summary>
    /// <exception cref="FormatException">It leads nowhere.</exception>
    (string Host, int Port) AddressOf(string connectionString);

    /// <summary>Writes its configuration and says how to run it as a child process.</summary>
    Task<ServerLaunch> AsProcessAsync(string program, string dataFolder, CancellationToken cancellationToken);

    /// <summary>Writes its configuration and says how to run it in a container that passes signals on and goes when it ends.</summary>
    Task<ServerLaunch> AsContainerAsync(ContainerEngine engine, string image, string containerName, string dataFolder, CancellationToken cancellationToken);

    /// <summary>Asks a server, in its own protocol, whether it serves.</summary>
    Task<HealthOutcome> CheckAsync(string host, int port, CancellationToken cancellationToken);
}
