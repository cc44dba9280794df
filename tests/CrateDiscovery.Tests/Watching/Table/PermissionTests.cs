using System.Text.Json;
using Ctas7.CrateDiscovery.Tests.Hosts;

namespace Ctas7.CrateDiscovery.Tests.Watching.Table;

/// <summary>Rights taken and given back, for a service that is not root. See <see cref="WatchTableTests"/>.</summary>
[Collection(nameof(Brokers))]
public sealed class PermissionTests(Brokers brokers) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [OtherUserFact]
    public async Task What_cannot_be_read_is_stale_and_recovers_as_the_same_crate()
    {
        foreach (var name in new[] { "file", "folder/inner", "stays" })
        {
            _folder.WriteCrate(name);
        }

        Chmod("755", _folder.Path);
        await using var process = await DiscoveryProcess.StartAsync(
            brokers.Redis.ConnectionString,
            brokers.RabbitMq.ConnectionString,
            $"ledger-{Guid.NewGuid():N}",
            _folder.Path,
            OtherUserFactAttribute.Under,
            new() { ["Discovery__PollInterval"] = "00:00:00.3", ["Discovery__Grace"] = "00:00:00.1", ["HOME"] = "/tmp", ["DOTNET_CLI_HOME"] = "/tmp" });
        var ids = Ids(await process.Crates(list => list.Length == 3 && list.All(crate => State(crate) == "valid"), "three crates"));

        Chmod("000", _folder.Manifest("file"));
        Chmod("000", _folder.At("folder"));
        var list = await process.Crates(crates => crates.Count(crate => State(crate) == "stale") == 2, "two are stale");
        Ids(list).ShouldBe(ids);
        list.Single(crate => crate.GetProperty("name").GetString() == "file").GetProperty("issues")[0].GetProperty("code").GetString().ShouldBe("manifest_unreadable");

        Chmod("644", _folder.Manifest("file"));
        Chmod("755", _folder.At("folder"));
        Ids(await process.Crates(crates => crates.All(crate => State(crate) == "valid"), "all are back")).ShouldBe(ids);
        _folder.WriteCrate("folder/inner", "2.0.0");
        await process.Crates(crates => crates.Any(crate => crate.GetProperty("version").GetString() == "2.0.0"), "followed again");

        Chmod("000", _folder.Path);
        Ids(await process.Crates(crates => crates.All(crate => State(crate) == "missing"), "the root cannot be opened")).ShouldBe(ids);
        Chmod("755", _folder.Path);
        Ids(await process.Crates(crates => crates.All(crate => State(crate) == "valid"), "the root is back")).ShouldBe(ids);
    }

    private static void Chmod(string mode, string path) => Commands.Run("chmod", mode, path);

    private static string? State(JsonElement crate) => crate.GetProperty("state").GetString();

    private static List<string> Ids(JsonElement[] crates) => [.. crates.Select(crate => $"{crate.GetProperty("name")} {crate.GetProperty("id")}").Order(StringComparer.Ordinal)];
}
