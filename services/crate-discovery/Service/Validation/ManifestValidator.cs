using System.Collections.Immutable;
using System.Security.Cryptography;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;

namespace Ctas7.CrateDiscovery.Validation;

/// <summary>
/// Says what would come of a manifest if it lay on disk: against the schema, the crates there are and their ports. Stores nothing and touches
/// no file. Thread-safe.
/// </summary>
public sealed class ManifestValidator(ManifestParser parser, CrateRegistry registry, ScanRoots roots)
{
    private const string Nowhere = ManifestReader.FileName;
    private volatile ClaimIndex? _claims;

    /// <summary>Judges a manifest.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="path">Absolute path where it would lie; null for a new crate somewhere.</param>
    public ManifestVerdict Validate(ReadOnlyMemory<byte> content, string? path)
    {
        var snapshot = registry.Current;
        var self = path is null ? null : snapshot.ByPath.GetValueOrDefault(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        if (content.Length > ManifestParser.MaxBytes)
        {
            return new ManifestVerdict(null, self, hash, [ManifestParser.TooLarge(path ?? Nowhere)], []);
        }

        var manifest = parser.Parse(path ?? Nowhere, content, hash, out var issues);
        if (manifest is null)
        {
            return new ManifestVerdict(null, self, hash, issues, []);
        }

        var places = new ManifestPlaces(parser.Read(content).Root);
        var claims = ClaimsOf(snapshot);
        var ports = new PortChecks(manifest, self, claims, EphemeralPorts.Here(), places).Run();
        return new ManifestVerdict(
            manifest,
            self,
            hash,
            [
                .. issues,
                .. OfPlace(path),
                .. new NameChecks(manifest, self, path ?? Nowhere, path is not null, claims, places).Run(),
                .. ports.Select(found => new ManifestIssue(
                    found.Conflict.Severity, found.Conflict.Kind, found.Conflict.Message, path ?? Nowhere, found.Place?.Line ?? 0, found.Place?.Column ?? 0)),
            ],
            [.. ports.Select(found => found.Conflict)]);
    }

    private ImmutableArray<ManifestIssue> OfPlace(string? path) => path is null || roots.Of(path) is not null
        ? []
        : [new ManifestIssue(IssueSeverity.Warning, IssueCodes.PathOutsideRoots, $"{path} lies in none of the roots, so no scan would find it.", path)];

    /// <summary>Made once per state of the registry, by whoever asks first.</summary>
    private ClaimIndex ClaimsOf(RegistrySnapshot snapshot)
    {
        var claims = _claims;
        if (claims is null || !ReferenceEquals(claims.Snapshot, snapshot))
        {
            _claims = claims = new ClaimIndex(snapshot);
        }

        return claims;
    }
}
