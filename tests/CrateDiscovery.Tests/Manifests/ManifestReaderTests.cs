using System.Net.Sockets;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private readonly ManifestReader _reader = new(new ManifestParser(TomlVersion.Toml10));

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
        Codes(folder, "way/secret").ShouldBe([IssueCodes.IsLink]);
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
        var second = _reader.Read(folder.Path, path, first.Manifest);
        second.Manifest.ShouldBeSameAs(first.Manifest);
        second.Sequence.ShouldBeGreaterThan(first.Sequence);
        second.File.ShouldBe(first.File);
        first.ContentHash.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
    }

    private string[] Codes(TempFolder folder, string crate)
    {
        var reading = _reader.Read(folder.Path, folder.Manifest(crate), null);
        reading.Outcome.ShouldBe(ManifestOutcome.Broken);
        return [.. reading.Issues.Select(issue => issue.Code)];
    }
}
