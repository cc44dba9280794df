using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Manifests;

/// <summary>The 17 manifests of the real workspace, against the values a person read out of them.</summary>
public sealed class RealManifestTests
{
    // name, version, foundation, classification, retrofit timestamp, CTAS version
    private static readonly string[][] Expected =
    [
        ["ctas7-command-center", "1.0.0", "ctas7-foundation-core", "command-center", "20251018-000000", "7.0.0"],
        ["sx9-gateway-primary", "1.0.0", "ctas7-foundation-core", "gateway", "", "7.1.1"],
        ["sx9-atlas-daemon", "0.1.0", "ctas7-foundation-core", "daemon", "", "7.1.1"],
        ["sx9-leptose", "0.1.0", "sx9-foundation-core", "intelligence", "", "7.3.1"],
        ["sx9-hashing-engine", "0.1.0", "sx9-foundation-core", "microservice", "20251208-120000", "7.3.1"],
        ["sx9-neural-mux", "0.1.0", "sx9-foundation-core", "router", "20251208-120000", "7.3.1"],
        ["sx9-port-manager", "0.1.0", "sx9-foundation-core", "infrastructure", "20251208-120000", "7.3.1"],
        ["sx9-foundation-core", "0.1.0", "sx9-foundation-core", "foundation", "20251206-175316", "7.3.1"],
        ["sx9-foundation-daemon", "0.1.0", "sx9-foundation-core", "retrofitted", "20251206-175316", "7.3.1"],
        ["ctas7-foundation-data", "7.3.1", "ctas7-foundation-core", "retrofitted", "20251206-175316", "7.3.1"],
        ["ctas7-foundation-manifold", "7.3.1", "ctas7-foundation-core", "retrofitted", "20251206-175316", "7.3.1"],
        ["ctas7-foundation-math", "7.3.1", "ctas7-foundation-core", "retrofitted", "20251206-175316", "7.3.1"],
        ["ctas7-foundation-orbital", "7.3.1", "ctas7-foundation-core", "retrofitted", "20251206-175316", "7.3.1"],
        ["ctas7-foundation-voice", "7.3.1", "ctas7-foundation-core", "retrofitted", "20251206-175316", "7.3.1"],
        ["ctas7-foundation-interface", "1.0.0", "ctas7-foundation-core", "retrofitted", "20251002-201615", "7.0.0"],
        ["ctas7-foundation-tactical", "1.0.0", "ctas7-foundation-core", "retrofitted", "20251004-190056", "7.0.0"],
        ["ctas7-isolated-monitoring-cdn-staging", "1.0.0", "ctas7-foundation-core", "retrofitted", "20251002-201245", "7.0.0"],
    ];

    [SharedDataFact("workspace")]
    public async Task All_17_load_with_their_values_and_without_an_issue()
    {
        await using var core = new DiscoveryCore(SharedData.Path("workspace")!);
        core.Scan().Manifests.ShouldBe(17);
        core.Crates.Count.ShouldBe(17);
        foreach (var values in Expected)
        {
            var crate = core.Registry.Current.Find(values[0]).ShouldNotBeNull(values[0]);
            var manifest = crate.Manifest.ShouldNotBeNull();
            crate.State.ShouldBe(CrateState.Valid);
            crate.Issues.ShouldBeEmpty();
            crate.Duplicates.ShouldBeEmpty();
            string[] read = [manifest.Name, manifest.Version, manifest.Foundation, manifest.Classification, manifest.RetrofitTimestamp ?? "", CtasVersion(manifest)];
            read.ShouldBe(values);
            manifest.TeslaGrade.ShouldBeTrue("every real crate is, by one of the two places");
            manifest.TrivariateHash.Length.ShouldBe(48);
        }
    }

    [SharedDataFact("workspace")]
    public async Task The_command_center_has_every_field()
    {
        await using var core = new DiscoveryCore(SharedData.Path("workspace")!);
        core.Scan();
        var manifest = core.Registry.Current.Find("ctas7-command-center")!.Manifest!;
        manifest.Edition.ShouldBe("2021");
        manifest.SmartCrateVersion.ShouldBe("1.0");
        manifest.Description.ShouldStartWith("CTAS7 Command Center - Unified");
        manifest.Domains.ShouldBe(["command", "control", "operations", "development"]);
        manifest.Capabilities.ShouldBe(["project-management", "agent-coordination", "real-time-chat", "gis-visualization", "system-monitoring"]);
        manifest.Ports.Length.ShouldBe(13);
        manifest.Ports[0].ShouldBe(new("frontend_dev", 21575));
        manifest.Ports.ShouldContain(new KeyValuePair<string, int>("websocket_sister", 47949));
        manifest.Endpoints.ShouldContain(new KeyValuePair<string, string>("api_base", "/api"));
        manifest.Qa.ShouldBe(new QaMetrics(true, 90, 80, 15, 70, 5));
        manifest.Canonical.Missing.ShouldBeEmpty();
        manifest.Canonical.Deviations.ShouldHaveSingleItem().ShouldContain("base_image", Case.Sensitive, "it builds on node:20-alpine");
        manifest.Rfc9101.Missing.ShouldBe(["port_manager"]);
        manifest.Rfc9101.Deviations.Length.ShouldBe(4, "three algorithms and the image");
    }

    [SharedDataFact("workspace")]
    public async Task Compliance_is_what_the_standards_say_of_the_real_crates()
    {
        await using var core = new DiscoveryCore(SharedData.Path("workspace")!);
        core.Scan();
        Names(core, manifest => manifest.Canonical.Satisfied).ShouldBe(["sx9-atlas-daemon", "sx9-gateway-primary"]);
        Names(core, manifest => manifest.Rfc9101.Satisfied).ShouldBe(["sx9-atlas-daemon", "sx9-gateway-primary"]);
        Names(core, manifest => manifest.Canonical.Missing.IsEmpty).ShouldBe(["ctas7-command-center", "sx9-atlas-daemon", "sx9-gateway-primary"]);
        core.Registry.Current.Find("sx9-leptose")!.Manifest!.Canonical.Missing.ShouldBe(["smart_meta", "security", "deployment", "deployment.docker"]);
    }

    [SharedDataFact("workspace")]
    public async Task Dependencies_and_service_ports_are_read_in_their_forms()
    {
        await using var core = new DiscoveryCore(SharedData.Path("workspace")!);
        core.Scan();
        var gateway = core.Registry.Current.Find("sx9-gateway-primary")!.Manifest!;
        gateway.Dependencies.Length.ShouldBe(9);
        gateway.Dependencies[0].ShouldBe(new CrateDependency("foundation", "ctas7-foundation-core", "", ""));
        gateway.ServicePorts.ShouldBe([18600]);
        var leptose = core.Registry.Current.Find("sx9-leptose")!.Manifest!;
        leptose.Dependencies.ShouldContain(new CrateDependency("internal.sx9-glaf-core", "sx9-glaf-core", "", "../sx9-glaf-core"));
        leptose.Dependencies.Length.ShouldBe(3);
        leptose.Description.ShouldBe("Orchestrates OSINT, ChromaDB vectors, and EEI system");
        core.Registry.Current.Find("sx9-hashing-engine")!.Manifest!.ServicePorts.ShouldBe([8002, 50051]);
        core.Registry.Current.Find("sx9-port-manager")!.Manifest!.Capabilities.ShouldBe(["port-allocation", "orbital-blocks", "cdn-blocks", "neural-mesh-blocks"]);
    }

    private static string[] Names(DiscoveryCore core, Func<Manifest, bool> which)
        => [.. core.Crates.Where(crate => which(crate.Manifest!)).Select(crate => crate.Name).Order(StringComparer.Ordinal)];

    private static string CtasVersion(Manifest manifest)
    {
        using var json = JsonDocument.Parse(manifest.Json);
        return json.RootElement.GetProperty("metadata").GetProperty("ctas_version").GetString()!;
    }
}
