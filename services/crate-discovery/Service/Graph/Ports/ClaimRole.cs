namespace Ctas7.CrateDiscovery.Graph.Ports;

/// <summary>What a crate says of a port.</summary>
public enum ClaimRole
{
    /// <summary>It listens on the port.</summary>
    Binding,

    /// <summary>Another crate listens there, and this one calls it.</summary>
    Reference,

    /// <summary>The fail-over of another port of the same table (<c>x_sister</c>).</summary>
    Sister,

    /// <summary>A mirror of another port of the same table (<c>x_mirror</c>).</summary>
    Mirror,
}
