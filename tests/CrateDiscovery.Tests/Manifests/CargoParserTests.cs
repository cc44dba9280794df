using System.Text;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.CrateDiscovery.Tests.Manifests;

public sealed class CargoParserTests
{
    [Fact]
    public void Every_table_of_dependencies_is_read_and_only_paths_are_kept()
    {
        var cargo = Parse("""
            [package]
            name = "real-name"
            [dependencies]
            serde = "1"
            core = { path = "../core", version = "1" }
            shared = { workspace = true, path = "../never" }
            alias = { path = "../x", package = "its-name" }
            remote = { git = "https://example.org/x" }
            [dependencies.table]
            path = "../table"
            [dev-dependencies]
            core = { path = "../core" }
            testing = { path = "../testing" }
            [build-dependencies]
            build = { path = "build" }
            [target.'cfg(unix)'.dependencies]
            unix = { path = "../unix" }
            [target.x86_64-pc-windows-gnu.build-dependencies]
            windows = { path = "../windows" }
            """);
        cargo.PackageName.ShouldBe("real-name");
        cargo.Issues.ShouldBeEmpty();
        cargo.PathDependencies.Select(dependency => (dependency.Key, dependency.Package, dependency.Path)).ShouldBe(
        [
            ("core", "core", "../core"),
            ("alias", "its-name", "../x"),
            ("table", "table", "../table"),
            ("testing", "testing", "../testing"),
            ("build", "build", "build"),
            ("unix", "unix", "../unix"),
            ("windows", "windows", "../windows"),
        ]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("package = 1\ndependencies = []\ntarget = \"x\"")]
    [InlineData("[package]\nname = 7\n[dependencies]\nx = { path = 1 }\ny = { path = \"\" }\n[target]\na = 1")]
    public void What_has_another_form_than_cargo_knows_is_left_out(string toml)
    {
        var cargo = Parse(toml);
        (cargo.PackageName, cargo.PathDependencies.Length, cargo.Issues.Length).ShouldBe(("", 0, 0));
    }

    [Fact]
    public void A_syntax_error_is_an_info_with_its_place()
    {
        var issue = Parse("[package]\nname = ").Issues.ShouldHaveSingleItem();
        (issue.Severity, issue.Code, issue.Path, issue.Line).ShouldBe((IssueSeverity.Info, IssueCodes.CargoSyntax, "/c/Cargo.toml", 2));
    }

    [Fact]
    public void Whatever_the_bytes_are_there_is_an_answer()
        => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(), bytes => CargoParser.Parse("/c/Cargo.toml", bytes, default) is { Issues.Length: <= 1 }));

    [Fact]
    public void Two_files_that_say_the_same_are_the_same_whatever_their_stamps()
    {
        const string Toml = "[package]\nname = \"a\"\n[dependencies]\nb = { path = \"../b\" }";
        var other = CargoParser.Parse("/c/Cargo.toml", Encoding.UTF8.GetBytes(Toml), new FileStamp(1, 2, 3, new FileIdentity(1, 2, 3), Doubtful: true));
        CargoFile.SayTheSame(Parse(Toml), other).ShouldBeTrue();
        CargoFile.SayTheSame(Parse(Toml), Parse(Toml + "c")).ShouldBeFalse();
        CargoFile.SayTheSame(null, null).ShouldBeTrue();
        CargoFile.SayTheSame(null, other).ShouldBeFalse();
    }

    private static CargoFile Parse(string toml) => CargoParser.Parse("/c/Cargo.toml", Encoding.UTF8.GetBytes(toml), default);
}
