using Xunit.Abstractions;

namespace Ctas7.CrateDiscovery.Tests.Watching.Machine;

/// <summary>Scan by scan, with a look after every step: also the identities are as they must be.</summary>
public sealed class ScannedStoryTests(ITestOutputHelper output) : DiskStories(output)
{
    [Fact]
    public void Every_scan_arrives_at_what_lies_on_the_disk_and_crates_stay_the_same() => Check(60, RunAsync);

    private static async Task RunAsync(Story story)
    {
        using var disk = new Disk();
        await using var core = Core(disk, TimeSpan.Zero);
        foreach (var step in story.Steps)
        {
            var before = core.Crates.ToDictionary(crate => crate.Path, crate => crate.Id);
            var (hadLinks, done) = (disk.HasLinks, disk.Do(step));
            await core.ScanAndSettleAsync();
            Seen(core).ShouldBe(disk.Manifests, $"{step}{(done ? "" : " (impossible)")}");
            SeenCargos(core).ShouldBe(disk.Cargos, $"{step}");
            var after = core.Crates.ToDictionary(crate => crate.Path, crate => crate.Id);
            var expected = hadLinks || disk.HasLinks || !done ? before : Moved(before, step, disk);
            foreach (var (path, id) in expected.Where(entry => after.ContainsKey(entry.Key) && !(hadLinks && step.Kind == OperationKind.MoveFolder)))
            {
                after[path].ShouldBe(id, $"the identity of {path} after: {step}");
            }

            after.Values.Distinct().Count().ShouldBe(after.Count);
        }

        WhatWasToldIsWhatIs(core);
    }

    /// <summary>Which crate must be where after a move: whose path was free takes its identity along.</summary>
    private static Dictionary<string, Guid> Moved(Dictionary<string, Guid> before, Operation step, Disk disk)
    {
        var after = new Dictionary<string, Guid>(before);
        if (step.Kind == OperationKind.MoveFolder)
        {
            foreach (var (path, id) in before.Where(entry => entry.Key.StartsWith(disk.At(step.At) + "/", StringComparison.Ordinal)))
            {
                after.Remove(path);
                after[disk.At(step.To) + path[disk.At(step.At).Length..]] = id;
            }
        }
        else if (step.Kind == OperationKind.Replace && step.At != step.To && before.TryGetValue(disk.Manifest(step.At), out var id))
        {
            after.Remove(disk.Manifest(step.At));
            after.TryAdd(disk.Manifest(step.To), id);
        }

        return after;
    }
}
