namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>Which way a query goes along edges.</summary>
public enum GraphDirection
{
    /// <summary>Away from where it begins.</summary>
    Out,

    /// <summary>Against the edges.</summary>
    In,

    /// <summary>Either way.</summary>
    Both,
}
