namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>A test that lowers the limits of inotify in a user namespace of its own; counted as skipped, with the reason, where that is not permitted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UserNamespaceFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(() => Commands.Fails("unshare", "--user", "--map-root-user", "sh", "-c", "echo 9 > /proc/sys/user/max_inotify_watches") is { } reason
        ? $"User namespaces are not permitted here: {reason}"
        : null);

    public UserNamespaceFactAttribute() => Skip = Obstacle.Value;
}
