using Ctas7.CrateDiscovery.Scanning;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>The names that this service uses in Redis. Those of one set of roots begin the same; a hash tag keeps them on one node of a cluster.</summary>
public sealed class DiscoveryKeys
{
    private const string LedgerEnd = ":announced";

    /// <summary>Names beside <see cref="DiscoveryOptions.LedgerKey"/>.</summary>
    public DiscoveryKeys(IOptions<DiscoveryOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Ledger = options.Value.LedgerKey;
        var prefix = Ledger.EndsWith(LedgerEnd, StringComparison.Ordinal) ? Ledger[..^LedgerEnd.Length] : Ledger;
        (Registry, Lease, Fence, Bell) = ($"{prefix}:registry", $"{prefix}:lease", $"{prefix}:fence", $"{prefix}:lease-free");
    }

    /// <summary>Hash: what was announced, by crate.</summary>
    public string Ledger { get; }

    /// <summary>Hash: the registry, by crate.</summary>
    public string Registry { get; }

    /// <summary>Hash with a time to live: who leads.</summary>
    public string Lease { get; }

    /// <summary>Hash: the token of the last leader and who that was.</summary>
    public string Fence { get; }

    /// <summary>Publish/subscribe channel that says the lease was given back.</summary>
    public string Bell { get; }
}
