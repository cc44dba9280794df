using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.CrateDiscovery.Validation;
using Ctas7.Testing;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Validation;

public sealed class RealWorkspaceTests
{
    [SharedDataFact("workspace")]
    public async Task No_manifest_of_the_real_workspace_conflicts_with_another_or_with_itself()
    {
        var root = SharedData.Path("workspace")!;
        await using var core = new DiscoveryCore(root);
        core.Scan();
        var validator = new ManifestValidator(new ManifestParser(TomlVersion.Toml10), core.Registry, new ScanRoots([root]));
        foreach (var crate in core.Crates)
        {
            var verdict = validator.Validate(crate.Manifest!.Source, crate.Path);
            verdict.IsValid.ShouldBeTrue($"{crate.Path}: {string.Join(' ', verdict.Issues)}");
            verdict.Crate.ShouldBe(crate);
            verdict.Conflicts.Where(conflict => conflict.Kind == IssueCodes.DuplicateClaim).ShouldBeEmpty();
            verdict.Issues.Where(issue => issue.Code == IssueCodes.DuplicateName).ShouldBeEmpty();
        }
    }
}
