using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Servers;

/// <summary>A docker-like command line.</summary>
internal sealed record ContainerEngine(string Program)
{
    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PullDeadline = TimeSpan.FromMinutes(3);

    /// <summary>The configured engine (<c>ASPIRE_CONTAINER_RUNTIME</c>, a name or a path), else docker and podman where they are installed.</summary>
    public static IEnumerable<ContainerEngine> Candidates(IConfiguration configuration)
    {
        string[] names = configuration["ASPIRE_CONTAINER_RUNTIME"] is { Length: > 0 } given ? [given] : ["docker", "podman"];
        return names.Select(Executables.Find).OfType<string>().Select(path => new ContainerEngine(path));
    }

    /// <summary>Whether the engine itself, not only its command line, works.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
        => await Executables.RunAsync(Program, ["info"], ProbeDeadline, cancellationToken) is { ExitCode: 0 };

    /// <summary>Whether the image is there or can be brought within 3 minutes.</summary>
    public async Task<bool> HasOrPullsAsync(string image, CancellationToken cancellationToken)
        => await Executables.RunAsync(Program, ["image", "inspect", image], ProbeDeadline, cancellationToken) is { ExitCode: 0 }
            || await Executables.RunAsync(Program, ["pull", "--quiet", image], PullDeadline, cancellationToken) is { ExitCode: 0 };

    /// <summary>Removes a container by force; one that does not exist is no failure.</summary>
    public Task RemoveAsync(string containerName, CancellationToken cancellationToken)
        => Executables.RunAsync(Program, ["rm", "--force", containerName], TimeSpan.FromSeconds(20), cancellationToken);
}
