using System.Net.Sockets;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private const string Good = "[smart-crate]\nname = \"a\"\nversion = \"1\"\n";
    private readonly ManifestReader _reader = new(new ManifestParser(TomlVersion.Toml10), TimeProvider.System);

    [Fact]
    public async Task Pipes_sockets_folders_and_links_are_issues_and_nothing_blocks()
    {
        using var folder = new TempFolder();
        using var outside = new TempFolder();
        var target = outside.WriteCrate("secret");
        foreach (var name in new[] { "pipe", "socket", "link", "dangling" })
        {
            Directory.CreateDirectory(folder.At(name));
        }

        await SpecialFiles.PipeAsync(folder.Manifest("pipe"));
        Directory.CreateDirectory(folder.Manifest("folder"));
        File.CreateSymbolicLink(folder.Manifest("link"), target);
        File.CreateSymbolicLink(folder.Manifest("dangling"), "/nowhere");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.Manifest("socket")));

        Codes(folder, "pipe").ShouldBe([IssueCodes.NotAFile]);
        Codes(folder, "folder").ShouldBe([IssueCodes.NotAFile]);
        Codes(folder, "socket").ShouldBe([IssueCodes.NotAFile]);
        Codes(folder, "link").ShouldBe([IssueCodes.IsLink]);
        Codes(folder, "dangling").ShouldBe([IssueCodes.IsLink]);
    }

    [Fact]
    public void A_path_through_a_linked_folder_is_not_read()
    {
        using var folder = new TempFolder();
        using var outside = new TempFolder();
        outside.WriteCrate("secret");
        Directory.CreateSymbolicLink(folder.At("way"), outside.Path);
        _reader.Read(folder.Path, folder.Manifest("way/secret"), null).Outcome.ShouldBe(ManifestOutcome.Absent);
    }

    [Fact]
    public void Absent_is_told_from_a_root_that_is_away()
    {
        using var folder = new TempFolder();
        _reader.Read(folder.Path, folder.Manifest("none"), null).Outcome.ShouldBe(ManifestOutcome.Absent);
        var away = _reader.Read(folder.At("gone"), folder.Manifest("gone/x"), null);
        away.Outcome.ShouldBe(ManifestOutcome.Unreachable);
        away.Issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.RootMissing);
    }

    [Fact]
    public void A_manifest_over_the_limit_is_an_issue()
    {
        using var folder = new TempFolder();
        folder.Write("big", TempFolder.Toml("big") + "# " + new string('x', ManifestParser.MaxBytes));
        Codes(folder, "big").ShouldBe([IssueCodes.TooLarge]);
    }

    [Fact]
    public void The_same_bytes_give_the_same_object_and_later_readings_a_higher_sequence()
    {
        using var folder = new TempFolder();
        var path = folder.WriteCrate("a");
        var first = _reader.Read(folder.Path, path, null);
        var second = _reader.Read(folder.Path, path, first);
        second.Manifest.ShouldBeSameAs(first.Manifest);
        second.Sequence.ShouldBeGreaterThan(first.Sequence);
        second.File.ShouldBe(first.File);
        first.ContentHash.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
    }

    [Fact]
    public void A_file_with_the_same_stamp_is_not_read_again_whether_good_or_broken()
    {
        using var folder = new TempFolder();
        var reader = new ManifestReader(new ManifestParser(TomlVersion.Toml10), new AheadClock());
        string[] paths = [folder.WriteCrate("good"), folder.Write("broken", "[smart-crate"), folder.WriteCrate("cargo")];
        File.WriteAllText(folder.At("cargo/Cargo.toml"), "[package]\nname = \"x\"");
        Directory.CreateDirectory(folder.At("link"));
        File.CreateSymbolicLink(folder.Manifest("link"), "/nowhere");
        foreach (var path in paths.Append(folder.Manifest("link")))
        {
            var first = reader.Read(folder.Path, path, null);
            var reads = reader.Reads;
            var second = reader.Read(folder.Path, path, first);
            reader.Reads.ShouldBe(reads, path);
            second.ShouldBe(first with { Sequence = second.Sequence, IsUnchanged = true });
            second.Sequence.ShouldBeGreaterThan(first.Sequence);
        }
    }

    public static TheoryData<string, string?> Hostile() => new()
    {
        { Good + "deep = " + new string('[', 500_000), IssueCodes.TooDeep },
        { Good + string.Concat(Enumerable.Repeat("[a.", 200_000)), IssueCodes.Syntax },
        { Good + "x" + string.Concat(Enumerable.Repeat(".x", 300_000)) + " = 1", IssueCodes.TooDeep },
        { Good + "number = " + new string('9', 500_000), IssueCodes.Syntax },
        { Good + "number = 1e" + new string('9', 100_000), null },
        { Good + new string('k', 1_000_000) + " = 1", null },
        { Good + string.Concat(Enumerable.Range(0, 60_000).Select(index => $"k{index} = 1\n")), null },
        { Good + "text = \"" + new string('\u00e9', 300_000), IssueCodes.Syntax },
        { "\0\0\0", IssueCodes.Syntax },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_content_is_an_issue_or_read_and_never_more(string content, string? code)
    {
        using var folder = new TempFolder();
        folder.Write("hostile", content);
        var reading = _reader.Read(folder.Path, folder.Manifest("hostile"), null);
        reading.Issues.Select(issue => issue.Code).ShouldBe(code is null ? [] : [code]);
        reading.Outcome.ShouldBe(code is null ? ManifestOutcome.Good : ManifestOutcome.Broken);
        File.WriteAllText(folder.At("hostile/Cargo.toml"), content);
        folder.WriteCrate("hostile");
        _reader.Read(folder.Path, folder.Manifest("hostile"), null).Cargo!.Issues.Length.ShouldBe(code is null ? 0 : 1);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_an_issue()
    {
        using var folder = new TempFolder();
        folder.Write("bytes", "");
        File.WriteAllBytes(folder.Manifest("bytes"), [.. "[smart-crate]\nname = \""u8, 0xC3, 0x28, (byte)'"']);
        Codes(folder, "bytes").ShouldBe([IssueCodes.NotUtf8]);
    }

    [Fact]
    public void A_stamp_of_a_file_just_written_is_in_doubt_and_the_content_decides()
    {
        using var folder = new TempFolder();
        var path = folder.WriteCrate("a");
        var first = _reader.Read(folder.Path, path, null);
        first.Stamp!.Value.Doubtful.ShouldBeTrue();
        var second = _reader.Read(folder.Path, path, first);
        second.IsUnchanged.ShouldBeFalse();
        second.Manifest.ShouldBeSameAs(first.Manifest);
        _reader.Reads.ShouldBe(2);
    }

    [Theory]
    [InlineData("write the same length")]
    [InlineData("replace by a file of the same time")]
    [InlineData("rename away and back")]
    public void Whatever_may_have_changed_the_content_leads_to_a_reading(string change)
    {
        using var folder = new TempFolder();
        var reader = new ManifestReader(new ManifestParser(TomlVersion.Toml10), new AheadClock());
        var path = folder.WriteCrate("a");
        var first = reader.Read(folder.Path, path, null);
        var written = File.GetLastWriteTimeUtc(path);
        var target = change.StartsWith("replace", StringComparison.Ordinal) ? folder.At("new") : path;
        if (change.StartsWith("rename", StringComparison.Ordinal))
        {
            File.Move(path, folder.At("away"));
            File.Move(folder.At("away"), path);
        }
        else
        {
            File.WriteAllText(target, TempFolder.Toml("a", "2.0.0"));
            File.SetLastWriteTimeUtc(target, written);
            File.Move(target, path, overwrite: true);
        }

        var second = reader.Read(folder.Path, path, first);
        second.IsUnchanged.ShouldBeFalse();
        second.Stamp.ShouldNotBe(first.Stamp);
        reader.Reads.ShouldBe(2);
    }

    [Theory]
    [InlineData("[package\n", IssueCodes.CargoSyntax)]
    [InlineData(null, IssueCodes.CargoUnreadable)]
    public void A_broken_or_linked_cargo_file_is_only_worth_knowing(string? content, string code)
    {
        using var folder = new TempFolder();
        var path = folder.WriteCrate("a");
        if (content is null)
        {
            File.CreateSymbolicLink(folder.At("a/Cargo.toml"), "/etc/hostname");
        }
        else
        {
            File.WriteAllText(folder.At("a/Cargo.toml"), content);
        }

        var reading = _reader.Read(folder.Path, path, null);
        reading.Outcome.ShouldBe(ManifestOutcome.Good);
        var issue = reading.Cargo!.Issues.ShouldHaveSingleItem();
        (issue.Severity, issue.Code, issue.Path).ShouldBe((IssueSeverity.Info, code, folder.At("a/Cargo.toml")));
        reading.Cargo.PathDependencies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pipe_named_cargo_does_not_block()
    {
        using var folder = new TempFolder();
        var path = folder.WriteCrate("a");
        await SpecialFiles.PipeAsync(folder.At("a/Cargo.toml"));
        _reader.Read(folder.Path, path, null).Cargo!.Issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.CargoUnreadable);
    }

    private string[] Codes(TempFolder folder, string crate)
    {
        var reading = _reader.Read(folder.Path, folder.Manifest(crate), null);
        reading.Outcome.ShouldBe(ManifestOutcome.Broken);
        return [.. reading.Issues.Select(issue => issue.Code)];
    }
}
