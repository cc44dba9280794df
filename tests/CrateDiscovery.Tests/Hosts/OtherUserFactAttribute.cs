namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>A test whose service must not be root; counted as skipped, with the reason, where this process is root and cannot run one as another user.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OtherUserFactAttribute : FactAttribute
{
    private static readonly string[] Nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    private static readonly Lazy<string?> Obstacle = new(() => Under.Length > 0
        && Commands.Fails(Nobody[0], [.. Nobody[1..], "test", "-r", Path.Combine(AppContext.BaseDirectory, "CrateDiscovery.dll")]) is { } reason
            ? $"The service cannot run as another user here: {reason}"
            : null);

    public OtherUserFactAttribute() => Skip = Obstacle.Value;

    /// <summary>What to run the service under: nothing when this process is not root anyway.</summary>
    public static string[] Under => Environment.IsPrivilegedProcess ? Nobody : [];
}
