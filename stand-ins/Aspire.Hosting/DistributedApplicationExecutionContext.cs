namespace Aspire.Hosting;

/// <summary>What the app host is started for.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>What the app host is started for.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Whether the application runs on this machine.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Whether a deployment is written (<c>--publish</c>).</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}
