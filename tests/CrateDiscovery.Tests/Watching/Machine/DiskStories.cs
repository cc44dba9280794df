using Ctas7.CrateDiscovery.Graph.Edit;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Graph;
using Ctas7.CrateDiscovery.Tests.Hosts;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Ctas7.CrateDiscovery.Tests.Watching.Machine;

/// <summary>
/// Whatever happens on the disk and to the service, in the end registry and graph say what a plain look at the disk says, a crate is the same
/// as long as its path or its file is, and the changes that were told, applied in order, give the registry.
/// </summary>
public abstract class DiskStories(ITestOutputHelper output)
{
    private static readonly OperationKind[] OnDisk =
    [
        OperationKind.Write, OperationKind.Write, OperationKind.Write, OperationKind.Break, OperationKind.Delete, OperationKind.RemoveFolder,
        OperationKind.MoveFolder, OperationKind.MoveFolder, OperationKind.Copy, OperationKind.Replace, OperationKind.LinkFolder, OperationKind.LinkManifest,
        OperationKind.WriteCargo, OperationKind.DeleteCargo, OperationKind.Rights, OperationKind.RootAwayAndBack,
    ];

    /// <summary>How many times as long as usual: set by hand for a long run.</summary>
    private static readonly int Factor = int.TryParse(Environment.GetEnvironmentVariable("CTAS7_STORIES"), out var factor) ? factor : 1;

    protected void Check(int stories, Func<Story, Task> run, params OperationKind[] more)
    {
        var steps = 0;
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(stories * Factor),
            Prop.ForAll(Story.Of([.. OnDisk, .. more]), story =>
            {
                steps += story.Steps.Count;
                run(story).GetAwaiter().GetResult();
            }));
        output.WriteLine($"{stories * Factor} stories, {steps} operations");
    }

    protected static DiscoveryCore Core(Disk disk, TimeSpan grace) => new(new DiscoveryOptions
    {
        Roots = [disk.Root],
        Grace = grace,
        RemovalHold = TimeSpan.Zero,
        PollInterval = TimeSpan.FromMilliseconds(100),
        WalkThreads = 2,
    });

    protected static List<string> Seen(DiscoveryCore core)
        => [.. core.Crates.Select(crate => $"{crate.Path} {(crate.State == CrateState.Valid ? crate.Manifest!.Name + crate.Manifest.Version : crate.State == CrateState.Missing ? "missing" : "broken")}")];

    protected static List<string> SeenCargos(DiscoveryCore core)
        => [.. core.Crates.Where(crate => crate.Cargo is not null).Select(crate => $"{Path.GetDirectoryName(crate.Path)} {crate.Cargo!.PackageName}").Order(StringComparer.Ordinal)];

    /// <summary>The changes in order give the registry; the graph of the changes is the graph of the registry.</summary>
    protected static void WhatWasToldIsWhatIs(DiscoveryCore core)
    {
        var changes = core.Changes;
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, changes.Count).Select(revision => (long)revision));
        var told = new Dictionary<Guid, CrateRecord>();
        foreach (var change in changes)
        {
            if (change.IsRemoval)
            {
                told.Remove(change.Crate.Id).ShouldBeTrue($"what was never told is removed: {change.Crate.Path}");
            }
            else
            {
                told[change.Crate.Id] = change.Crate;
            }
        }

        told.Values.Select(crate => (crate.Id, crate.Path, crate.Revision, crate.State)).ShouldBe(
            core.Crates.Select(crate => (crate.Id, crate.Path, crate.Revision, crate.State)), ignoreOrder: true);
        var graph = new GraphWriter(new CrateRegistry(TimeProvider.System).Current);
        foreach (var batch in changes.Chunk(3))
        {
            graph.Apply(batch);
        }

        var whole = new GraphWriter(core.Registry.Current).Current;
        GraphText.Nodes(graph.Current).ShouldBe(GraphText.Nodes(whole));
        GraphText.Edges(graph.Current).ShouldBe(GraphText.Edges(whole));
    }
}
