namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>How bad an issue is.</summary>
public enum IssueSeverity
{
    /// <summary>The manifest cannot be used as it is.</summary>
    Error,

    /// <summary>Something was ignored or read in a way its author may not expect.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Info,
}
