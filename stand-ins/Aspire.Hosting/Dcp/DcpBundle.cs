using System.Text.Json;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dcp;

/// <summary>Where Aspire's orchestrator and dashboard are on this machine.</summary>
internal sealed record DcpBundle(string Orchestrator, string Dashboard)
{
    private const string Package = "@microsoft/aspire-cli-linux-x64";
    private static readonly TimeSpan UnpackDeadline = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The configured programs (<c>DcpPublisher:CliPath</c> and <c>DcpPublisher:DashboardPath</c>), else the bundle that the npm package of the app host's
    /// folder has unpacked below <c>~/.aspire/versions</c>; it is unpacked when that has not happened yet (about 6 s).
    /// </summary>
    /// <exception cref="DistributedApplicationException">There is none and none can be unpacked.</exception>
    public static async Task<DcpBundle> FindAsync(IConfiguration configuration, string appHostFolder, CancellationToken cancellationToken)
    {
        if (configuration["DcpPublisher:CliPath"] is { Length: > 0 } orchestrator)
        {
            var dashboard = configuration["DcpPublisher:DashboardPath"] ?? Path.Combine(Path.GetDirectoryName(orchestrator)!, "..", "managed", "aspire-managed");
            return Checked(orchestrator, dashboard) ?? throw new DistributedApplicationException(
                $"DcpPublisher:CliPath names {orchestrator} (with the dashboard {dashboard}), and one of them is no program. Correct the setting.");
        }

        var package = Path.Combine(appHostFolder, "node_modules", Package);
        var versions = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aspire", "versions");
        if (!File.Exists(Path.Combine(package, "package.json")))
        {
            throw new DistributedApplicationException(
                $"Aspire's orchestrator and dashboard are missing: run 'npm ci' in {appHostFolder} and start again.");
        }

        var version = VersionOf(package);
        return Unpacked(versions, version) ?? await UnpackAsync(package, versions, version, cancellationToken);
    }

    private static async Task<DcpBundle> UnpackAsync(string package, string versions, string version, CancellationToken cancellationToken)
    {
        // The program unpacks the bundle at its first use; 'doctor' does that and changes nothing else.
        var said = await Executables.RunAsync(
            Path.Combine(package, "bin", "aspire"), ["doctor", "--non-interactive", "--nologo"], UnpackDeadline, cancellationToken,
            new Dictionary<string, string> { ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1" });
        return Unpacked(versions, version) ?? throw new DistributedApplicationException(
            $"Aspire's orchestrator could not be unpacked to {versions} "
            + (said is null ? $"within {UnpackDeadline.TotalMinutes:0} minutes." : $"(exit code {said.ExitCode}): {LastLine(said.Errors) ?? LastLine(said.Output)}")
            + $" Run '{Path.Combine(package, "bin", "aspire")} doctor' to see why.");
    }

    private static DcpBundle? Unpacked(string versions, string version)
        => Directory.Exists(versions)
            ? Directory.EnumerateDirectories(versions, $"{version}_*")
                .Select(folder => Checked(Path.Combine(folder, "dcp", "dcp"), Path.Combine(folder, "managed", "aspire-managed")))
                .FirstOrDefault(bundle => bundle is not null)
            : null;

    private static DcpBundle? Checked(string orchestrator, string dashboard)
        => Executables.Find(orchestrator) is { } dcp && Executables.Find(dashboard) is { } managed ? new(dcp, managed) : null;

    private static string VersionOf(string package)
    {
        using var description = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(package, "package.json")));
        return description.RootElement.GetProperty("version").GetString()!;
    }

    private static string? LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
