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

    // A manifest can be made to speak against everything; the first conflicts say enough.
    private const int MostConflicts = 200;
    private const string SuiteName = "command-center";

    // Taken by the house's own port manager, discovery and hash services, whatever a manifest says.
    private static readonly int[] Reserved = [18103, 18108, 18111];

    // Where this suite itself is reached: the gateway, and realtime. Its own crate may bind them.
    private static readonly int[] OfSuite = [15180, 15181];

    private readonly Dictionary<int, List<(CrateRecord Crate, PortClaim Claim)>> _others = [];
    private readonly Dictionary<int, PortClaim> _firstBindings = [];
    private readonly HashSet<int> _basesWithSister = [];
    private readonly ImmutableArray<(PortConflict Conflict, TomlPosition? Place)>.Builder _found =
        ImmutableArray.CreateBuilder<(PortConflict, TomlPosition?)>();

    /// <summary>What speaks against a port, in the order of the manifest; the first 200.</summary>
    internal ImmutableArray<(PortConflict Conflict, TomlPosition? Place)> Run()
    {
        var claims = PortClaims.Of(manifest, OwnerOf);
        foreach (var claim in claims)
        {
            if (claim.Role == ClaimRole.Binding)
            {
                _firstBindings.TryAdd(claim.Port, claim);
            }
            else if (claim.Role == ClaimRole.Sister)
            {
                _basesWithSister.Add(claim.BasePort);
            }
        }

        foreach (var claim in claims)
        {
            if (_found.Count >= MostConflicts)
            {
                break;
            }

            switch (claim.Role)
            {
                case ClaimRole.Binding:
                    CheckBinding(claim);
                    break;
                case ClaimRole.Reference:
                    CheckReference(claim);
                    break;
                case ClaimRole.Sister:
                    CheckSister(claim);
                    break;
                default:
                    CheckOwner(claim);
                    CheckTaken(claim, IssueCodes.MirrorCollision);
                    CheckReserved(claim);
                    break;
            }
        }

        return _found.ToImmutable();
    }

    /// <summary>The crate whose manifest this replaces is no other crate, whatever it is called now.</summary>
    private string? OwnerOf(string key) => others.OwnerOf(key, manifest.Name) is { } owner && owner != self?.Name ? owner : null;

    private void CheckBinding(PortClaim claim)
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

        if (_firstBindings[claim.Port] is var first && !ReferenceEquals(first, claim) && first.Source == claim.Source)
        {
            Add(claim, IssueCodes.DuplicateClaim, IssueSeverity.Warning, null, $"{claim.Key} binds port {claim.Port}, as {first.Key} of the same manifest does.");
        }

        CheckUnsaidSisters(claim);
        CheckReserved(claim);
        CheckEphemeral(claim);
    }

    /// <summary>A port has a sister whether its manifest says so or not. Who binds the same port has the same one, which is no news.</summary>
    private void CheckUnsaidSisters(PortClaim claim)
    {
        var basePort = claim.Port - SisterDistance;
        foreach (var (crate, other) in Others(basePort).Where(entry => entry.Claim.Role == ClaimRole.Binding && !others.SaysSister(entry.Crate, basePort)))
        {
            Add(claim, IssueCodes.SisterCollision, IssueSeverity.Warning, crate,
                $"{claim.Key} binds port {claim.Port}, the sister of {basePort}, which {crate.Name} binds ({other.Key}).");
        }

        var sister = claim.Port + SisterDistance;
        if (sister <= HighestPort && !_basesWithSister.Contains(claim.Port))
        {
            foreach (var (crate, other) in Others(sister).Where(entry => entry.Claim.Role != ClaimRole.Reference && entry.Claim.BasePort != claim.Port))
            {
                Add(claim, IssueCodes.SisterCollision, IssueSeverity.Warning, crate,
                    $"{claim.Key} binds port {claim.Port}, whose sister {sister} {crate.Name} claims ({other.Key}).");
            }
        }
    }

    private void CheckReserved(PortClaim claim)
    {
        if (Reserved.Contains(claim.Port))
        {
            Add(claim, IssueCodes.ReservedPort, IssueSeverity.Warning, null, $"{claim.Key} is port {claim.Port}, which is reserved for the house's own services.");
        }
        else if (OfSuite.Contains(claim.Port) && PortKeys.Normal(manifest.Name) != SuiteName)
        {
            Add(claim, IssueCodes.ReservedPort, IssueSeverity.Warning, null, $"{claim.Key} is port {claim.Port}, where the command center itself is reached.");
        }
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

        CheckOwner(claim);
        CheckTaken(claim, IssueCodes.SisterCollision);
        CheckReserved(claim);
        CheckEphemeral(claim);
    }

    private void CheckTaken(PortClaim claim, string kind)
    {
        foreach (var (crate, other) in Others(claim.Port).Where(entry => entry.Claim.Role != ClaimRole.Reference && entry.Crate.Name != claim.Owner))
        {
            Add(claim, kind, IssueSeverity.Warning, crate, $"{claim.Key} is port {claim.Port}, which {crate.Name} claims too ({other.Key}).");
        }
    }

    private void CheckReference(PortClaim claim)
    {
        if (claim.Owner.Length > 0 && others.Answering(claim.Owner) is { Manifest: not null } owner && !Claims(owner, claim.Port))
        {
            Add(claim, IssueCodes.ReferenceMismatch, IssueSeverity.Warning, owner, $"{claim.Key} says that {owner.Name} is at port {claim.Port}, which its manifest does not name.");
        }
    }

    /// <summary>The sister or mirror of a port of another crate is that crate's too; a sister at the usual distance needs no word of it.</summary>
    private void CheckOwner(PortClaim claim)
    {
        if (claim.Owner != manifest.Name && !(claim.Role == ClaimRole.Sister && claim.Port == claim.BasePort + SisterDistance))
        {
            CheckReference(claim);
        }
    }

    private bool Claims(CrateRecord crate, int port)
        => others.Claims(port).Any(entry => entry.Crate.Name == crate.Name && entry.Claim.Role != ClaimRole.Reference);

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
    /// whose key names this crate: once this manifest is there, that is a reference to it, and its sister and mirrors are this crate's.
    /// </summary>
    private List<(CrateRecord Crate, PortClaim Claim)> Others(int port)
    {
        if (!_others.TryGetValue(port, out var claims))
        {
            _others[port] = claims = [.. others.Claims(port).Where(entry => entry.Crate.Path != self?.Path
                && entry.Crate.Name != manifest.Name
                && entry.Claim.Owner != manifest.Name
                && !NamesThis(entry.Crate, entry.Claim))];
        }

        return claims;
    }

    private bool NamesThis(CrateRecord crate, PortClaim claim)
        => claim.Role != ClaimRole.Reference
            && claim.Source == EdgeSource.Ports
            && (claim.Role == ClaimRole.Binding ? claim.Key : claim.BaseKey) is var named
            && PortKeys.OfKey(named) is { Length: > 0 } key
            && crate.Manifest!.PortRoles.All(role => role.Key != named)
            && PortKeys.Names(key, manifest.Name)
            && !PortKeys.Names(key, crate.Name);

    private void Add(PortClaim claim, string kind, IssueSeverity severity, CrateRecord? other, string message)
    {
        if (_found.Count < MostConflicts)
        {
            _found.Add((new PortConflict(claim.Port, kind, severity, claim.Key, other?.Name, other?.Path, message), places.Claim(claim)));
        }
    }
}
