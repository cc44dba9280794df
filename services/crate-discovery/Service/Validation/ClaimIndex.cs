using Ctas7.CrateDiscovery.Graph.Edit;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Validation;

/// <summary>The names and the port claims of every crate of one state of the registry. Not changed once made: thread-safe.</summary>
internal sealed class ClaimIndex
{
    private readonly KnownCrates _known = new();
    private readonly ILookup<int, (CrateRecord Crate, PortClaim Claim)> _claims;
    private readonly HashSet<(string Path, int BasePort)> _sisters;

    internal ClaimIndex(RegistrySnapshot snapshot)
    {
        Snapshot = snapshot;
        foreach (var crate in snapshot.ByPath.Values)
        {
            _known.Put(crate);
        }

        _claims = snapshot.ByPath.Values
            .Where(crate => crate.Manifest is not null)
            .SelectMany(crate => PortClaims.Of(crate.Manifest!, key => _known.OwnerOf(key, crate.Name)).Select(claim => (crate, claim)))
            .ToLookup(entry => entry.claim.Port);
        _sisters = [.. _claims.SelectMany(port => port).Where(entry => entry.Claim.Role == ClaimRole.Sister).Select(entry => (entry.Crate.Path, entry.Claim.BasePort))];
    }

    /// <summary>The state it is of.</summary>
    internal RegistrySnapshot Snapshot { get; }

    /// <summary>The crate that answers for a name, or null.</summary>
    internal CrateRecord? Answering(string name) => _known.Answering(name);

    /// <summary>The crate other than <paramref name="self"/> that the normal form of a key names, or null.</summary>
    internal string? OwnerOf(string normalKey, string self) => _known.OwnerOf(normalKey, self);

    /// <summary>What is said of a port.</summary>
    internal IEnumerable<(CrateRecord Crate, PortClaim Claim)> Claims(int port) => _claims[port];

    /// <summary>Whether a crate's own manifest names a sister of the port.</summary>
    internal bool SaysSister(CrateRecord crate, int port) => _sisters.Contains((crate.Path, port));
}
