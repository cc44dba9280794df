using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.CrateDiscovery.Tests.Manifests;

public sealed class ManifestParserTests
{
    private const string Good = "[smart-crate]\nname = \"a\"\nversion = \"1\"\n";
    private static readonly ManifestParser Parser = new(TomlVersion.Toml10);

    [Theory]
    [InlineData("[smart_crate]\nname = \"a\"\nversion = \"1\"", 1)]
    [InlineData("[other]\nx = 1\n[crate]\nname = \"a\"\nversion = \"1\"", 3)]
    [InlineData("x = 1\nname = \"a\"\nversion = \"1\"", 2)]
    public void Other_root_tables_are_read_with_a_warning(string toml, int line)
    {
        var manifest = Parse(toml, out _).ShouldNotBeNull();
        manifest.Name.ShouldBe("a");
        var issue = manifest.Issues.ShouldHaveSingleItem();
        (issue.Severity, issue.Code, issue.Line).ShouldBe((IssueSeverity.Warning, IssueCodes.RootTableVariant, line));
    }

    [Theory]
    [InlineData("[smart-crate]\nname = \"a\"", IssueCodes.KeyMissing, 1)]
    [InlineData("[smart-crate]\nversion = \"1\"", IssueCodes.KeyMissing, 1)]
    [InlineData("[smart-crate]\nname = 7\nversion = \"1\"", IssueCodes.WrongType, 2)]
    [InlineData("[smart-crate]\nname = \"a\"\nversion = \" \"", IssueCodes.WrongType, 3)]
    [InlineData("[smart-crate]\nname = \"../../etc/passwd\"\nversion = \"1\"", IssueCodes.NameInvalid, 2)]
    [InlineData("[smart-crate]\nname = \"..\"\nversion = \"1\"", IssueCodes.NameInvalid, 2)]
    [InlineData("[smart-crate]\nname = \"a\\u0007b\"\nversion = \"1\"", IssueCodes.NameInvalid, 2)]
    [InlineData("[smart-crate]\nname = \"a b\"\nversion = \"1\"", IssueCodes.NameInvalid, 2)]
    [InlineData("[metadata]\nx = 1", IssueCodes.RootTableMissing, 0)]
    [InlineData("", IssueCodes.RootTableMissing, 0)]
    [InlineData("[smart-crate\nname = 1", IssueCodes.Syntax, 1)]
    [InlineData("smart-crate = 3", IssueCodes.RootTableMissing, 0)]
    public void What_leaves_no_crate_is_an_error_with_its_place(string toml, string code, int line)
    {
        Parse(toml, out var issues).ShouldBeNull();
        issues.ShouldContain(issue => issue.Severity == IssueSeverity.Error && issue.Code == code && issue.Line == line);
    }

    [Theory]
    [InlineData("[ports]\nhttp = 70000", IssueCodes.PortOutOfRange)]
    [InlineData("[ports]\nhttp = -1", IssueCodes.PortOutOfRange)]
    [InlineData("[ports]\nhttp = \"80\"", IssueCodes.WrongType)]
    [InlineData("ports = 1", IssueCodes.WrongType)]
    [InlineData("tesla_grade = \"yes\"", IssueCodes.WrongType)]
    [InlineData("[smart_meta]\ncapabilities = [\"a\", 2]", IssueCodes.WrongType)]
    [InlineData("[service]\nports = [\"http\"]", IssueCodes.WrongType)]
    [InlineData("[qa]\nminimum_score = nan", IssueCodes.WrongType)]
    [InlineData("[dependencies]\nx = [1]", IssueCodes.WrongType)]
    [InlineData("retrofit_timestamp = \"yesterday\"", IssueCodes.TimestampForm)]
    [InlineData("[port_roles]\nhttp = \"owner\"", IssueCodes.UnknownWord)]
    [InlineData("[port_roles]\nhttp = 1", IssueCodes.WrongType)]
    [InlineData("[smart_foundations]\nrequired = [1]", IssueCodes.WrongType)]
    [InlineData("[smart_foundations]\nrequired = \"core\"", IssueCodes.WrongType)]
    [InlineData("[[smart_foundations.required]]\ntype = 1", IssueCodes.WrongType)]
    public void Anything_else_of_a_wrong_form_is_left_out_with_a_warning(string more, string code)
    {
        // A key without a header belongs to [smart-crate], or to the top where it is written before it.
        var toml = more.StartsWith("ports", StringComparison.Ordinal) ? $"{more}\n{Good}" : Good + more;
        var manifest = Parse(toml, out _).ShouldNotBeNull();
        manifest.Issues.ShouldHaveSingleItem().Code.ShouldBe(code);
        manifest.Issues[0].Line.ShouldBeGreaterThan(0);
        manifest.Ports.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("tesla_grade = true", "", true)]
    [InlineData("", "tesla_grade = true", true)]
    [InlineData("tesla_grade = false", "tesla_grade = true", false)]
    [InlineData("", "", false)]
    public void Tesla_grade_is_taken_from_the_crate_else_from_the_metadata(string crate, string metadata, bool expected)
        => Parse($"{Good}{crate}\n[metadata]\n{metadata}", out _)!.TeslaGrade.ShouldBe(expected);

    [Fact]
    public void Roles_of_ports_and_required_foundations_are_read_in_the_order_of_the_file()
    {
        var manifest = Parse(
            Good + """
            [port_roles]
            foundation_core = "reference"
            api = "binding"
            [[smart_foundations.required]]
            type = "core_runtime"
            preferred = ["rust-runtime", "other"]
            fallback = "minimal-runtime"
            minimum_version = "1.0"
            [[smart_foundations.required]]
            type = "gis"
            """,
            out _)!;
        manifest.PortRoles.ShouldBe([new("foundation_core", PortRole.Reference), new("api", PortRole.Binding)]);
        manifest.SmartFoundations.Select(foundation => (foundation.Type, string.Join('|', foundation.Preferred), foundation.Fallback, foundation.MinimumVersion))
            .ShouldBe([("core_runtime", "rust-runtime|other", "minimal-runtime", "1.0"), ("gis", "", "", "")]);
        manifest.Issues.ShouldBeEmpty();
    }

    [Fact]
    public void Retrofit_timestamp_and_classification_fall_back_to_the_metadata()
    {
        var manifest = Parse($"{Good}[metadata]\nretrofit_timestamp = \"20251018-000000\"\nsmart_crate_type = \"router\"", out _)!;
        (manifest.RetrofitTimestamp, manifest.Classification).ShouldBe(("20251018-000000", "router"));
        Parse(Good, out _)!.Classification.ShouldBe("unclassified");
    }

    [Fact]
    public void Unknown_keys_are_kept_in_the_json_and_dates_and_infinities_become_strings()
    {
        var manifest = Parse($"{Good}[x.\"y z\"]\nat = 2025-01-31T08:00:00Z\nbig = inf\nlist = [1, [\"ü\"]]", out _)!;
        using var json = JsonDocument.Parse(manifest.Json);
        json.RootElement.GetProperty("x").GetProperty("y z").GetRawText().ShouldBe("""{"at":"2025-01-31T08:00:00Z","big":"inf","list":[1,["ü"]]}""");
    }

    [Fact]
    public void The_limits_are_one_mebibyte_and_64_levels()
    {
        var comment = new string('x', ManifestParser.MaxBytes - Good.Length - 1);
        Parse($"{Good}#{comment}", out _).ShouldNotBeNull();
        Parse($"{Good}#{comment}x", out var issues).ShouldBeNull();
        issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.TooLarge);
        Parse($"{Good}deep = {new string('[', 62)}{new string(']', 62)}", out _).ShouldNotBeNull();
        Parse($"{Good}deep = {new string('[', 10_000)}", out issues).ShouldBeNull();
        issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.TooDeep);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_an_error_with_their_place()
    {
        Parser.Parse("/x", new byte[] { (byte)'a', (byte)'=', (byte)'"', 0xff, (byte)'"' }, "", out var issues).ShouldBeNull();
        issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.NotUtf8);
        issues[0].Line.ShouldBe(1);
    }

    [Fact]
    public void A_hundred_thousand_wrong_values_give_a_bounded_list_of_issues()
        => Parse($"{Good}[endpoints]\n{string.Concat(Enumerable.Range(0, 50_000).Select(index => $"k{index}=1\n"))}", out _)!.Issues.Length.ShouldBe(200);

    [Fact]
    public void No_bytes_make_it_throw_and_it_answers_with_a_crate_or_an_error()
    {
        var seed = Encoding.UTF8.GetBytes(TempFolder.Toml("a", "1", "[ports]\na = 1\n[dependencies]\nb = { path = \"x\" }\n[qa.metrics]\nx = 1.5\n"));
        var edits = Gen.Choose(0, seed.Length - 1).Zip(Gen.Choose(0, 255)).ListOf().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(edits, list =>
        {
            var content = seed.ToArray();
            foreach (var (at, value) in list.Take(12))
            {
                content[at] = (byte)value;
            }

            var manifest = Parser.Parse("/x", content, "", out var issues);
            return manifest is not null ^ issues.Any(issue => issue.Severity == IssueSeverity.Error);
        }));
    }

    private static Manifest? Parse(string toml, out ImmutableArray<ManifestIssue> issues) => Parser.Parse("/r/smart-crate.toml", Encoding.UTF8.GetBytes(toml), "hash", out issues);
}
