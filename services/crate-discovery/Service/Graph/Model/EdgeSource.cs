namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>Where in a crate's files an edge is said. The words are those of the wire.</summary>
public static class EdgeSource
{
    /// <summary><c>[dependencies]</c>.</summary>
    public const string Dependencies = "dependencies";

    /// <summary><c>foundation</c> of the root table.</summary>
    public const string Foundation = "foundation";

    /// <summary><c>[[smart_foundations.required]]</c>.</summary>
    public const string SmartFoundations = "smart_foundations";

    /// <summary>A path dependency of <c>Cargo.toml</c>.</summary>
    public const string Cargo = "cargo";

    /// <summary><c>[ports]</c>.</summary>
    public const string Ports = "ports";

    /// <summary><c>[service].ports</c>.</summary>
    public const string ServicePorts = "service_ports";

    /// <summary><c>[network].port</c>.</summary>
    public const string Network = "network";

    /// <summary><c>[smart_meta].capabilities</c> and <c>[service].capabilities</c>.</summary>
    public const string Capabilities = "capabilities";
}
