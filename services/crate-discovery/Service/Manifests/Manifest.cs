using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>What one readable <c>smart-crate.toml</c> says. Immutable.</summary>
public sealed record Manifest
{
    /// <summary>The public key of the crate; 1 to 128 characters, safe in a URL path segment.</summary>
    public required string Name { get; init; }

    /// <summary>As written, not empty.</summary>
    public required string Version { get; init; }

    /// <summary>As written, or empty.</summary>
    public string Edition { get; init; } = "";

    /// <summary>As written, or empty.</summary>
    public string SmartCrateVersion { get; init; } = "";

    /// <summary>Name of the crate it builds on, or empty.</summary>
    public string Foundation { get; init; } = "";

    /// <summary>Open vocabulary; <c>unclassified</c> when the manifest has none.</summary>
    public required string Classification { get; init; }

    /// <summary>From <c>[smart-crate]</c>, else <c>[metadata]</c>.</summary>
    public bool TeslaGrade { get; init; }

    /// <summary>From <c>[smart-crate]</c>, else <c>[metadata]</c>; as written, no time zone known.</summary>
    public string? RetrofitTimestamp { get; init; }

    /// <summary>For people, or empty.</summary>
    public string Description { get; init; } = "";

    /// <summary><c>[ports]</c> in the order of the file; 0..65535.</summary>
    public ImmutableArray<KeyValuePair<string, int>> Ports { get; init; } = [];

    /// <summary>Ports that <c>[service].ports</c> and <c>[network].port</c> name.</summary>
    public ImmutableArray<int> ServicePorts { get; init; } = [];

    /// <summary><c>[network].port</c>, which is the last of <see cref="ServicePorts"/> then; null without one.</summary>
    public int? NetworkPort { get; init; }

    /// <summary>Null without <c>[qa]</c>.</summary>
    public QaMetrics? Qa { get; init; }

    /// <summary><c>[smart_meta].domains</c>.</summary>
    public ImmutableArray<string> Domains { get; init; } = [];

    /// <summary><c>[smart_meta].capabilities</c>, then those of <c>[service].capabilities</c> that are not among them.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary><c>[endpoints]</c> in the order of the file.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Endpoints { get; init; } = [];

    /// <summary><c>[dependencies]</c> in the order of the file.</summary>
    public ImmutableArray<CrateDependency> Dependencies { get; init; } = [];

    /// <summary><c>[[smart_foundations.required]]</c> in the order of the file.</summary>
    public ImmutableArray<SmartFoundation> SmartFoundations { get; init; } = [];

    /// <summary><c>[port_roles]</c> in the order of the file, by the key in <c>[ports]</c>: overrides what the key's name suggests.</summary>
    public ImmutableArray<KeyValuePair<string, PortRole>> PortRoles { get; init; } = [];

    /// <summary>Against the canonical reference, §3.1 and §3.2.</summary>
    public required ComplianceReport Canonical { get; init; }

    /// <summary>Against RFC-9101, appendix A.5.</summary>
    public required ComplianceReport Rfc9101 { get; init; }

    /// <summary>48 characters, RFC-9001 v1.1 over name and bytes.</summary>
    public required string TrivariateHash { get; init; }

    /// <summary>SHA-256 of the bytes, 64 lower hex digits.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The whole manifest as a JSON object, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The manifest's bytes.</summary>
    public required ReadOnlyMemory<byte> Source { get; init; }

    /// <summary>Warnings and notes; a manifest with an error is not readable.</summary>
    public ImmutableArray<ManifestIssue> Issues { get; init; } = [];
}
