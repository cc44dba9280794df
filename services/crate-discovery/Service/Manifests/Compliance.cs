using System.Collections.Immutable;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>The two written standards for manifests. Most real manifests satisfy neither, so both only report.</summary>
internal static class Compliance
{
    private const string GoldDiskImage = "ctas7-foundation-core:gold-disk";
    private const string GoldDiskKey = "gold_disk_compatible";
    private const string RequiredAlgorithm = "murmur3-128";

    private static readonly string[] CanonicalSections =
        ["smart-crate", "smart_meta", "integration", "ports", "metadata", "endpoints", "security", "deployment", "deployment.docker"];

    private static readonly string[] Rfc9101Sections =
        ["smart-crate", "smart_meta", "integration", "ports", "port_manager", "semantic_lock", "deployment.docker"];

    private static readonly string[] LockAlgorithms =
        ["content_hash_algorithm", "interface_hash_algorithm", "dependency_hash_algorithm"];

    /// <summary>CANONICAL-SMART-CRATE-REFERENCE §3.1 (sections) and §3.2 (values).</summary>
    internal static ComplianceReport Canonical(TomlTable root)
    {
        var deviations = new List<string>();
        Expect(root, ["smart-crate", "foundation"], "ctas7-foundation-core", deviations);
        ExpectGoldDisk(root, deviations);
        Expect(root, ["deployment", "docker", "base_image"], GoldDiskImage, deviations);
        return Report(root, CanonicalSections, deviations);
    }

    /// <summary>RFC-9101 appendix A.5.</summary>
    internal static ComplianceReport Rfc9101(TomlTable root)
    {
        var deviations = new List<string>();
        ExpectGoldDisk(root, deviations);
        foreach (var algorithm in LockAlgorithms)
        {
            Expect(root, ["semantic_lock", "hashes", algorithm], RequiredAlgorithm, deviations);
        }

        Expect(root, ["deployment", "docker", "base_image"], GoldDiskImage, deviations);
        return Report(root, Rfc9101Sections, deviations);
    }

    private static ComplianceReport Report(TomlTable root, string[] sections, List<string> deviations)
    {
        ImmutableArray<string> missing = [.. sections.Where(section => !HasTable(root, section.Split('.')))];
        return new ComplianceReport(missing.IsEmpty && deviations.Count == 0, missing, [.. deviations]);
    }

    private static bool HasTable(TomlTable root, string[] path) => root.TryFind(path, out var value) && value.Kind == TomlValueKind.Table;

    /// <summary>A key that is there with another value deviates; one that is absent is the section list's matter.</summary>
    private static void Expect(TomlTable root, string[] path, string wanted, List<string> deviations)
    {
        if (root.TryFind(path, out var value) && !(value.TryGetString(out var text) && text == wanted))
        {
            deviations.Add($"{string.Join('.', path)} should be \"{wanted}\"");
        }
    }

    private static void ExpectGoldDisk(TomlTable root, List<string> deviations)
    {
        if (HasTable(root, ["integration"]) && !(root.TryFind(["integration", GoldDiskKey], out var value) && value.TryGetBoolean(out var isSet) && isSet))
        {
            deviations.Add($"integration.{GoldDiskKey} should be true");
        }
    }
}
