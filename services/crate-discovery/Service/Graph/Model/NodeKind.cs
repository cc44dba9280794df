namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>What a node of the slot graph stands for. The order is that of summaries.</summary>
public enum NodeKind
{
    /// <summary>A crate, or the name of one that no manifest has.</summary>
    Crate,

    /// <summary>A TCP or UDP port, 1..65535.</summary>
    Port,

    /// <summary>A word that a crate says it can do.</summary>
    Capability,

    /// <summary>Something that a crate builds on and that is no known crate.</summary>
    Foundation,
}
