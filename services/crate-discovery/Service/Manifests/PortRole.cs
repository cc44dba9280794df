namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>What a key of <c>[ports]</c> stands for.</summary>
public enum PortRole
{
    /// <summary>A port that the crate itself listens on.</summary>
    Binding,

    /// <summary>A port of another crate, which this one calls.</summary>
    Reference,
}
