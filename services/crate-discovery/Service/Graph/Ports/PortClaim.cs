using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Ports;

/// <summary>One thing that a crate says of one port.</summary>
/// <param name="Port">1..65535.</param>
/// <param name="Role">What it says.</param>
/// <param name="Key">The key in the manifest: of <c>[ports]</c>, or <c>service.ports</c>, or <c>network.port</c>.</param>
/// <param name="Source">Where it says it: <see cref="EdgeSource.Ports"/>, <see cref="EdgeSource.ServicePorts"/> or <see cref="EdgeSource.Network"/>.</param>
/// <param name="Owner">The crate that should bind the port: this one, or the one a reference names; empty when a reference names none.</param>
/// <param name="BaseKey">For a sister or mirror: the key of the port it belongs to; else empty.</param>
/// <param name="BasePort">For a sister or mirror: that port; else 0.</param>
public sealed record PortClaim(int Port, ClaimRole Role, string Key, string Source, string Owner, string BaseKey = "", int BasePort = 0)
{
    /// <summary>The wire word of a role.</summary>
    public static string Word(ClaimRole role) => role switch
    {
        ClaimRole.Binding => "binding",
        ClaimRole.Reference => "reference",
        ClaimRole.Sister => "sister",
        _ => "mirror",
    };
}
