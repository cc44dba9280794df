using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Graph.Ports;

/// <summary>
/// The one rule of what a manifest says of ports. A key of <c>[ports]</c> is a binding unless it names another crate (<see cref="PortKeys"/>),
/// then a reference; <c>x_sister</c> is the sister of <c>x</c>; <c>x_mirror</c> is the mirror of <c>x</c>, or of the first key that begins
/// with <c>x_</c>; <c>[port_roles]</c> overrides. <c>[service].ports</c> and <c>[network].port</c> are bindings. Port 0 claims nothing.
/// </summary>
public static class PortClaims
{
    private const string Sister = "sister";
    private const string Mirror = "mirror";

    /// <summary>Every claim of a manifest, in its order.</summary>
    /// <param name="manifest">Whose claims.</param>
    /// <param name="ownerOf">The <em>other</em> crate that the normal form of a key (<see cref="PortKeys.OfKey"/>) names, or null.</param>
    public static ImmutableArray<PortClaim> Of(Manifest manifest, Func<string, string?> ownerOf)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(ownerOf);
        var rule = new Rule(manifest, ownerOf);
        var claims = ImmutableArray.CreateBuilder<PortClaim>();
        claims.AddRange(manifest.Ports.Where(entry => entry.Value != 0).Select(entry => rule.Of(entry.Key, entry.Value)));
        var service = manifest.NetworkPort is null ? manifest.ServicePorts : manifest.ServicePorts[..^1];
        claims.AddRange(service.Where(port => port != 0).Select(port => new PortClaim(port, ClaimRole.Binding, "service.ports", EdgeSource.ServicePorts, manifest.Name)));
        if (manifest.NetworkPort is { } network and not 0)
        {
            claims.Add(new PortClaim(network, ClaimRole.Binding, "network.port", EdgeSource.Network, manifest.Name));
        }

        return claims.ToImmutable();
    }

    private sealed class Rule(Manifest manifest, Func<string, string?> ownerOf)
    {
        private readonly Dictionary<string, PortRole> _roles = manifest.PortRoles.ToDictionary(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _ports = manifest.Ports.ToDictionary(StringComparer.Ordinal);
        private Dictionary<string, string?>? _basesByStem;

        internal PortClaim Of(string key, int port)
        {
            if (!_roles.ContainsKey(key) && BaseOf(key) is { } found)
            {
                var role = EndsWith(key, Sister) ? ClaimRole.Sister : ClaimRole.Mirror;
                return new PortClaim(port, role, key, EdgeSource.Ports, Plain(found, 0).Owner, found, _ports[found]);
            }

            return Plain(key, port);
        }

        /// <summary>A claim that belongs to no other one.</summary>
        private PortClaim Plain(string key, int port)
        {
            var owner = PortKeys.OfKey(key) is { } normal ? ownerOf(normal) : null;
            var role = _roles.TryGetValue(key, out var said)
                ? (said == PortRole.Binding ? ClaimRole.Binding : ClaimRole.Reference)
                : (owner is null ? ClaimRole.Binding : ClaimRole.Reference);
            return new PortClaim(port, role, key, EdgeSource.Ports, role == ClaimRole.Binding ? manifest.Name : owner ?? "");
        }

        /// <summary>The key of the port whose sister or mirror this is; null when it is neither.</summary>
        private string? BaseOf(string key)
        {
            var isMirror = EndsWith(key, Mirror);
            if (!isMirror && !EndsWith(key, Sister))
            {
                return null;
            }

            var stem = key[..^(Mirror.Length + 1)];
            if (_ports.TryGetValue(stem, out var port) && port != 0 && !IsRelative(stem))
            {
                return stem;
            }

            return isMirror ? (_basesByStem ??= BasesByStem()).GetValueOrDefault(stem) : null;
        }

        /// <summary>For the stem of every mirror the first key that begins with it. Stems too long to name a crate have none: each key is looked through once, and not far.</summary>
        private Dictionary<string, string?> BasesByStem()
        {
            var bases = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (key, _) in manifest.Ports.Where(entry => EndsWith(entry.Key, Mirror) && entry.Key.Length <= PortKeys.LongestKey + Mirror.Length + 1))
            {
                bases[key[..^(Mirror.Length + 1)]] = null;
            }

            var stems = bases.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var (key, _) in manifest.Ports.Where(entry => entry.Value != 0 && !IsRelative(entry.Key)))
            {
                for (var end = 1; end < Math.Min(key.Length - 1, PortKeys.LongestKey + 1); end++)
                {
                    if (key[end] is '_' or '-' && stems.TryGetValue(key.AsSpan(0, end), out var first) && first is null)
                    {
                        stems[key.AsSpan(0, end)] = key;
                    }
                }
            }

            return bases;
        }

        private bool IsRelative(string key) => !_roles.ContainsKey(key) && (EndsWith(key, Sister) || EndsWith(key, Mirror));

        private static bool EndsWith(string key, string word)
            => key.Length > word.Length + 1 && key.EndsWith(word, StringComparison.Ordinal) && key[^(word.Length + 1)] is '_' or '-';
    }
}
