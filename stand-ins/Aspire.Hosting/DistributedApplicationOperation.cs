namespace Aspire.Hosting;

/// <summary>What the app host is started for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run the application on this machine.</summary>
    Run = 0,

    /// <summary>To write what is needed to deploy it.</summary>
    Publish = 1,
}
