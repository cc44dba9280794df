namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that must be ready before this one starts.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>Whom to wait for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What to wait for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The expected exit code of a completion.</summary>
    public int ExitCode { get; } = exitCode;
}
