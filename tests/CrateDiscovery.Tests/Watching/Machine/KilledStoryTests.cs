using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;
using Xunit.Abstractions;

namespace Ctas7.CrateDiscovery.Tests.Watching.Machine;

/// <summary>The real service with real brokers, killed (−9) in the middle of what happens on the disk.</summary>
[Collection(nameof(Brokers))]
public sealed class KilledStoryTests(Brokers brokers, ITestOutputHelper output) : DiskStories(output)
{
    private const int Kills = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Killed_and_started_again_it_arrives_there_and_has_told_it() => Check(1, RunAsync);

    private async Task RunAsync(Story story)
    {
        using var disk = new Disk();
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        var ledger = $"ledger-{Guid.NewGuid():N}";
        for (var run = 0; run <= Kills; run++)
        {
            await using var process = await DiscoveryProcess.StartAsync(
                brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, ledger, disk.Root, [], new() { ["Discovery__RemovalHold"] = "00:00:00", ["Discovery__Grace"] = "00:00:00.05" });
            disk.Do(new Operation(OperationKind.Write, $"run-{run}", "", (run % 3) + 1));
            await ShowsAsync(process, disk);
            foreach (var step in story.Steps.Skip(run * story.Steps.Count / (Kills + 1)).Take((story.Steps.Count / (Kills + 1)) + 1))
            {
                disk.Do(step);
            }

            if (run == Kills)
            {
                await ShowsAsync(process, disk);
                await ToldAsync(process, bus);
            }
        }
    }

    private static async Task ShowsAsync(DiscoveryProcess process, Disk disk)
    {
        var expected = disk.Manifests;
        await Eventually.Get(
            async () => (await process.GetJsonAsync("/api/crates?limit=1000")).EnumerateArray().Select(Describe).Order(StringComparer.Ordinal).ToList(),
            seen => seen.SequenceEqual(expected),
            $"the registry says {string.Join(", ", expected)}",
            Patience);
    }

    /// <summary>The events, applied in the order in which they came, give the registry.</summary>
    private static Task ToldAsync(DiscoveryProcess process, BusListener bus) => Eventually.True(
        async () =>
        {
            var told = new Dictionary<Guid, CrateSummary>();
            foreach (var one in bus.Crates)
            {
                if (one is CrateRemoved)
                {
                    told.Remove(one.Crate.Id);
                }
                else
                {
                    told[one.Crate.Id] = one.Crate;
                }
            }

            var known = (await process.GetJsonAsync("/api/crates?limit=1000")).EnumerateArray()
                .Select(crate => (crate.GetProperty("id").GetGuid(), crate.GetProperty("path").GetString()!, crate.GetProperty("content_hash").GetString()!));
            return told.Values.Select(crate => (crate.Id, crate.Path, crate.ContentHash)).ToHashSet().SetEquals(known);
        },
        "what was told is what is",
        Patience);

    private static string Describe(JsonElement crate)
        => $"{crate.GetProperty("path").GetString()} {(crate.GetProperty("state").GetString() == "valid" ? crate.GetProperty("name").GetString() + crate.GetProperty("version").GetString() : "broken")}";
}
