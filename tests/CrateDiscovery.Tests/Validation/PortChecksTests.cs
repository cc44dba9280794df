using System.Text;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Graph;
using Ctas7.CrateDiscovery.Validation;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Validation;

public sealed class PortChecksTests
{
    private readonly TestRegistry _others = new();

    [Theory]
    [InlineData("sx9-core", "http = 18001\nhttp_sister = 50769", "a", "core = 18001\ncore_sister = 50769")]
    [InlineData("a", "core = 18001\ncore_sister = 50769", "sx9-core", "http = 18001\nhttp_sister = 50769")]
    [InlineData("sx9-core", "http = 18001\nhttp_mirror = 25001", "a", "core = 18001\ncore_mirror = 25001")]
    [InlineData("a", "core = 18001\ncore_mirror = 25001", "sx9-core", "http = 18001\nhttp_mirror = 25001")]
    [InlineData("sx9-core", "http = 18001", "a", "core = 18001\ncore_sister = 50769")]
    public void A_crate_and_the_one_it_refers_to_speak_of_the_same_sister_and_mirror(string known, string knownPorts, string name, string ports)
    {
        Write(known, knownPorts);
        Kinds(name, ports).ShouldBeEmpty();
    }

    [Fact]
    public void A_mirror_of_another_crate_that_it_does_not_name_is_a_mismatch()
    {
        Write("sx9-core", "http = 18001\nhttp_mirror = 25001");
        Kinds("a", "core = 18001\ncore_mirror = 25002").ShouldBe([IssueCodes.ReferenceMismatch]);
    }

    [Fact]
    public void A_sister_or_mirror_of_a_third_crate_is_taken()
    {
        Write("sx9-core", "http = 18001\nhttp_mirror = 25001");
        Kinds("a", "http = 18002\nhttp_mirror = 25001").ShouldBe([IssueCodes.MirrorCollision]);
        Kinds("a", "other = 25001").ShouldBe([IssueCodes.MirrorCollision]);
    }

    [Theory]
    [InlineData("http = 18100", "grpc = 50868")]
    [InlineData("grpc = 50868", "http = 18100")]
    [InlineData("http = 18100\nhttp_sister = 50868", "grpc = 50868")]
    [InlineData("grpc = 50868", "http = 18100\nhttp_sister = 50868")]
    public void A_port_has_a_sister_whether_its_manifest_says_so_or_not(string known, string ports)
    {
        Write("b", known);
        Kinds("a", ports).ShouldBe([IssueCodes.SisterCollision]);
    }

    [Theory]
    [InlineData("a", "http = 18103")]
    [InlineData("a", "http = 18103\n[port_roles]\nhttp = \"binding\"")]
    [InlineData("a", "http = 17000\nhttp_mirror = 18103")]
    [InlineData("a", "http = 15180")]
    [InlineData("a", "http = 17000\nhttp_mirror = 15181")]
    public void Ports_of_the_house_and_of_the_suite_are_reserved(string name, string ports)
        => Kinds(name, ports).ShouldBe([IssueCodes.ReservedPort]);

    [Fact]
    public void The_suite_itself_binds_its_own_ports() => Kinds("ctas7-command-center", "http = 15180\nws = 15181").ShouldBeEmpty();

    [Fact]
    public void Conflicts_end_at_two_hundred_however_many_keys_and_crates_there_are()
    {
        _others.WriteAll(Enumerable.Range(0, 300).Select(number => ($"/w/c{number}", TestRegistry.Toml($"c{number}", "[ports]\nhttp = 18200\n"))));
        var ports = new StringBuilder();
        for (var number = 0; number < 40_000; number++)
        {
            ports.Append(null, $"k{number} = 18200\n");
        }

        var verdict = Judge("a", ports.ToString());
        verdict.Manifest!.Ports.Length.ShouldBe(PortFields.MostPorts);
        verdict.Issues.ShouldContain(issue => issue.Code == IssueCodes.TooManyPorts && issue.Line > PortFields.MostPorts);
        verdict.Conflicts.Length.ShouldBe(200);
    }

    [Fact]
    public void Ports_of_a_service_end_at_the_same_number_and_the_network_port_still_counts()
    {
        var verdict = Judge("a", $"http = 1\n[service]\nports = [{string.Join(", ", Enumerable.Range(1, 5_000))}]\n[network]\nport = 18300");
        verdict.Manifest!.ServicePorts.Length.ShouldBe(PortFields.MostPorts + 1);
        verdict.Manifest.ServicePorts[^1].ShouldBe(18300);
        verdict.Issues.ShouldContain(issue => issue.Code == IssueCodes.TooManyPorts);
    }

    private void Write(string name, string ports) => _others.Write($"/w/{name}", TestRegistry.Toml(name, $"[ports]\n{ports}\n"));

    private ManifestVerdict Judge(string name, string ports)
        => new ManifestValidator(new ManifestParser(TomlVersion.Toml10), _others.Registry, new ScanRoots(["/w"]))
            .Validate(Encoding.UTF8.GetBytes(TestRegistry.Toml(name, $"[ports]\n{ports}\n")), null);

    /// <summary>Without what depends on the machine.</summary>
    private string[] Kinds(string name, string ports)
        => [.. Judge(name, ports).Conflicts.Select(conflict => conflict.Kind).Where(kind => kind != IssueCodes.EphemeralOverlap)];
}
