using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Validation;

/// <summary>The ports of one manifest among those of all other crates.</summary>
internal sealed class PortChecks(Manifest manifest, CrateRecord? self, ClaimIndex others, EphemeralPorts ephemeral, ManifestPlaces places)
{
    private const int SisterDistance = 32768;
    private const int HighestPort = 65535;

    // Taken by the house's own port manager, discovery and hash services, whatever a manifest says.
    private static readonly int[] Reserved = [18103, 18108, 18111];

    private readonly ImmutableArray<(PortConflict Conflict, TomlPosition? Place)>.Builder _found =
        ImmutableArray.CreateBuilder<(PortConflict, TomlPosition?)>();

    /// <summary>Everything that speaks against a port, in the order of the manifest.</summary>
    internal ImmutableArray<(PortConflict Conflict, TomlPosition? Place)> Run()
    {
        var claims = PortClaims.Of(manifest, OwnerOf);
        foreach (var claim in claims)
        {
            switch (claim.Role)
            {
                case ClaimRole.Binding:
                    CheckBinding(claim, claims);
                    break;
                case ClaimRole.Reference:
                    CheckReference(claim);
                    break;
                case ClaimRole.Sister:
                    CheckSister(claim);
                    break;
                default:
                    CheckTaken(claim, IssueCodes.MirrorCollision);
                    break;
            }
        }

        return _found.ToImmutable();
    }

    /// <summary>The crate whose manifest this replaces is no other crate, whatever it is called now.</summary>
    private string? OwnerOf(string key) => others.OwnerOf(key, manifest.Name) is { } owner && owner != self?.Name ? owner : null;

    private void CheckBinding(PortClaim claim, ImmutableArray<PortClaim> claims)
    {
        foreach (var (crate, other) in Others(claim.Port).Where(entry => entry.Claim.Role == ClaimRole.Binding))
        {
            Add(claim, IssueCodes.DuplicateClaim, IssueSeverity.Error, crate,
                $"{claim.Key} binds port {claim.Port}, which {crate.Name} binds too ({other.Key}): give one of them another port, or say in [port_roles] that it is a reference.");
        }

        foreach (var (crate, other) in Others(claim.Port).Where(entry => entry.Claim.Role is ClaimRole.Sister or ClaimRole.Mirror))
        {
            var kind = other.Role == ClaimRole.Sister ? IssueCodes.SisterCollision : IssueCodes.MirrorCollision;
            Add(claim, kind, IssueSeverity.Warning, crate, $"{claim.Key} binds port {claim.Port}, which {crate.Name} keeps as {other.Key} of {other.BasePort}.");
        }

        if (claims.First(same => same.Role == ClaimRole.Binding && same.Port == claim.Port) is var first && !ReferenceEquals(first, claim) && first.Source == claim.Source)
        {
            Add(claim, IssueCodes.DuplicateClaim, IssueSeverity.Warning, null, $"{claim.Key} binds port {claim.Port}, as {first.Key} of the same manifest does.");
        }

        if (Reserved.Contains(claim.Port))
        {
            Add(claim, IssueCodes.ReservedPort, IssueSeverity.Warning, null, $"{claim.Key} binds port {claim.Port}, which is reserved for the house's own services.");
        }

        CheckEphemeral(claim);
    }

    private void CheckSister(PortClaim claim)
    {
        var sister = claim.BasePort + SisterDistance;
        if (sister > HighestPort)
        {
            Add(claim, IssueCodes.SisterOutOfRange, IssueSeverity.Warning, null,
                $"{claim.BaseKey} is {claim.BasePort}; a port above {HighestPort - SisterDistance} has no sister. Take {claim.Key} out, or lower {claim.BaseKey}.");
        }
        else if (claim.Port != sister)
        {
            Add(claim, IssueCodes.SisterMismatch, IssueSeverity.Warning, null,
                $"{claim.Key} is {claim.Port}; the sister of {claim.BaseKey} ({claim.BasePort}) is {sister}, that is {SisterDistance} above it.");
        }

        CheckTaken(claim, IssueCodes.SisterCollision);
        CheckEphemeral(claim);
    }

    private void CheckTaken(PortClaim claim, string kind)
    {
        foreach (var (crate, other) in Others(claim.Port).Where(entry => entry.Claim.Role != ClaimRole.Reference))
        {
            Add(claim, kind, IssueSeverity.Warning, crate, $"{claim.Key} is port {claim.Port}, which {crate.Name} claims too ({other.Key}).");
        }
    }

    private void CheckReference(PortClaim claim)
    {
        if (claim.Owner.Length > 0 && others.Answering(claim.Owner) is { Manifest: not null } owner
            && !others.Claims(claim.Port).Any(entry => entry.Crate.Name == owner.Name && entry.Claim.Role != ClaimRole.Reference))
        {
            Add(claim, IssueCodes.ReferenceMismatch, IssueSeverity.Warning, owner, $"{claim.Key} says that {owner.Name} is at port {claim.Port}, which its manifest does not name.");
        }
    }

    private void CheckEphemeral(PortClaim claim)
    {
        if (ephemeral.Contains(claim.Port))
        {
            Add(claim, IssueCodes.EphemeralOverlap, IssueSeverity.Warning, null,
                $"{claim.Key} is port {claim.Port}, which the kernel may give to an outgoing connection ({ephemeral.First} to {ephemeral.Last}): "
                + $"add it to net.ipv4.ip_local_reserved_ports (sysctl -w net.ipv4.ip_local_reserved_ports={claim.Port}).");
        }
    }

    /// <summary>
    /// What other crates say. The crate that this manifest is of is none of them, nor is one of the same name, which is told as such, nor one
    /// whose key names this crate: once this manifest is there, that is a reference to it.
    /// </summary>
    private IEnumerable<(CrateRecord Crate, PortClaim Claim)> Others(int port)
        => others.Claims(port).Where(entry => entry.Crate.Path != self?.Path && entry.Crate.Name != manifest.Name && !NamesThis(entry.Crate, entry.Claim));

    private bool NamesThis(CrateRecord crate, PortClaim claim)
        => claim.Role == ClaimRole.Binding
            && claim.Source == EdgeSource.Ports
            && PortKeys.OfKey(claim.Key) is { Length: > 0 } key
            && crate.Manifest!.PortRoles.All(role => role.Key != claim.Key)
            && PortKeys.Names(key, manifest.Name)
            && !PortKeys.Names(key, crate.Name);

    private void Add(PortClaim claim, string kind, IssueSeverity severity, CrateRecord? other, string message)
        => _found.Add((new PortConflict(claim.Port, kind, severity, claim.Key, other?.Name, other?.Path, message), places.Claim(claim)));
}
