using System.Text;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Graph.Ports;

public sealed class PortClaimsTests
{
    [Theory]
    [InlineData("foundation_core", "foundation-core")]
    [InlineData("sx9-foundation-core", "foundation-core")]
    [InlineData("ctas7_foundation_core_v2", "foundation-core")]
    [InlineData("neural-mux-7.3.1", "neural-mux")]
    [InlineData("neural_mux_7_3_1", "neural-mux")]
    [InlineData("Neural_Mux", "neural-mux")]
    [InlineData("http2", "http2")]
    [InlineData("layer-v", "layer-v")]
    [InlineData("v2", "v2")]
    [InlineData("18001", "18001")]
    [InlineData("sx9-", "sx9-")]
    [InlineData("", "")]
    public void The_normal_form_of_a_key_or_name(string text, string normal) => PortKeys.Normal(text).ShouldBe(normal);

    [Theory]
    [InlineData("foundation_core", "sx9-foundation-core", true)]
    [InlineData("foundation_core", "my-foundation-core", true)]
    [InlineData("core", "sx9-core", true)]
    [InlineData("core", "sx9-foundation-core", false)]
    [InlineData("primary", "sx9-gateway-primary", false)]
    [InlineData("atlas_daemon", "sx9-atlas-daemon", true)]
    [InlineData("sx9_atlas_daemon_v1", "sx9-atlas-daemon", true)]
    [InlineData("daemon_atlas", "sx9-atlas-daemon", false)]
    [InlineData("aemon", "sx9-atlas-daemon", false)]
    [InlineData("atlas", "sx9-atlas-daemon", false)]
    [InlineData("x_foundation_core", "sx9-foundation-core", false)]
    public void A_key_names_a_crate_by_its_name_or_by_two_words_at_its_end(string key, string crate, bool names)
    {
        PortKeys.Names(PortKeys.OfKey(key)!, crate).ShouldBe(names);
        PortKeys.NamesOf(crate).Contains(PortKeys.OfKey(key)).ShouldBe(names);
    }

    [Fact]
    public void A_key_is_a_binding_unless_it_names_another_crate()
        => Of("sx9-gateway", "[ports]\nrest = 18601\natlas_daemon = 18500\ngateway = 18600\n", "sx9-atlas-daemon", "sx9-gateway").ShouldBe(
        [
            "18601 binding rest ports sx9-gateway",
            "18500 reference atlas_daemon ports sx9-atlas-daemon",
            "18600 binding gateway ports sx9-gateway",
        ]);

    [Fact]
    public void Sisters_and_mirrors_belong_to_their_bases()
        => Of("a", "[ports]\napi = 15180\napi_sister = 47948\nfrontend_dev = 21575\nfrontend_prod = 3000\nfrontend_mirror = 25175\napi_mirror = 25180\n").Skip(1).ShouldBe(
        [
            "47948 sister api_sister ports a of api 15180",
            "21575 binding frontend_dev ports a",
            "3000 binding frontend_prod ports a",
            "25175 mirror frontend_mirror ports a of frontend_dev 21575",
            "25180 mirror api_mirror ports a of api 15180",
        ]);

    [Fact]
    public void The_sister_of_a_reference_is_the_other_crates_too()
        => Of("a", "[ports]\ncore = 18001\ncore_sister = 50769\n", "sx9-core").ShouldBe(
        [
            "18001 reference core ports sx9-core",
            "50769 sister core_sister ports sx9-core of core 18001",
        ]);

    [Theory]
    [InlineData("api_sister")]
    [InlineData("_sister")]
    [InlineData("sister")]
    [InlineData("api_mirror")]
    [InlineData("a_sister_sister")]
    public void A_sister_or_mirror_of_nothing_is_a_port_like_any_other(string key)
        => Of("a", $"[ports]\n{key} = 9\nhttp = 80\n")[0].ShouldBe($"9 binding {key} ports a");

    [Fact]
    public void The_table_of_roles_overrides_every_rule()
        => Of("a", "[ports]\ncore = 18001\nhttp = 80\nhttp_sister = 81\nweb = 82\n[port_roles]\ncore = \"binding\"\nhttp_sister = \"binding\"\nweb = \"reference\"\n", "sx9-core").ShouldBe(
        [
            "18001 binding core ports a",
            "80 binding http ports a",
            "81 binding http_sister ports a",
            "82 reference web ports ",
        ]);

    [Fact]
    public void Service_and_network_ports_are_bindings_and_port_0_is_no_claim()
        => Of("a", "[ports]\nany = 0\n[service]\nports = [\"8002\", \"0\", \"50051\"]\n[network]\nport = 18600\n", "sx9-any").ShouldBe(
        [
            "8002 binding service.ports service_ports a",
            "50051 binding service.ports service_ports a",
            "18600 binding network.port network a",
        ]);

    [Fact]
    public void A_key_of_a_megabyte_is_a_binding()
        => Of("a", $"[ports]\n{new string('-', 500_000)}1 = 80\n", "sx9-any").ShouldHaveSingleItem().ShouldStartWith("80 binding");

    [Fact]
    public void A_mirror_belongs_to_the_first_key_that_begins_with_its_stem_whatever_else_there_is()
        => Of("a", "[ports]\nweb_site_mirror = 1\nweb_mirror = 2\nweb_ = 3\nweb-site_a = 4\nweb_site_b = 5\nwebs_mirror = 6\n").ShouldBe(
        [
            "1 mirror web_site_mirror ports a of web_site_b 5",
            "2 mirror web_mirror ports a of web-site_a 4",
            "3 binding web_ ports a",
            "4 binding web-site_a ports a",
            "5 binding web_site_b ports a",
            "6 binding webs_mirror ports a",
        ]);

    private static string[] Of(string name, string more, params string[] crates)
    {
        var manifest = new ManifestParser(TomlVersion.Toml10).Parse("/w/a/smart-crate.toml", Encoding.UTF8.GetBytes(TestRegistry.Toml(name, more)), "", out _)!;
        string? OwnerOf(string key) => PortKeys.Names(key, name) ? null : crates.FirstOrDefault(crate => PortKeys.Names(key, crate));
        return [.. PortClaims.Of(manifest, OwnerOf).Select(claim =>
            $"{claim.Port} {PortClaim.Word(claim.Role)} {claim.Key} {claim.Source} {claim.Owner}{(claim.BasePort == 0 ? "" : $" of {claim.BaseKey} {claim.BasePort}")}")];
    }
}
