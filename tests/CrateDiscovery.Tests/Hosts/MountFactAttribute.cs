namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>A test that mounts a file system; counted as skipped, with the reason, where that is not permitted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(() => Commands.Fails("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt") is { } reason
        ? $"Mounting is not permitted here: {reason}"
        : null);

    public MountFactAttribute() => Skip = Obstacle.Value;
}
