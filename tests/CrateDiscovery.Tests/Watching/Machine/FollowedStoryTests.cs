using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;
using Xunit.Abstractions;

namespace Ctas7.CrateDiscovery.Tests.Watching.Machine;

/// <summary>Following the disk, as fast as it happens, with crashes in between.</summary>
public sealed class FollowedStoryTests(ITestOutputHelper output) : DiskStories(output)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(40);

    [Fact]
    public void Following_arrives_at_what_lies_on_the_disk() => Check(25, RunAsync);

    [Fact]
    public void Following_over_crashes_and_restarts_arrives_there_too()
        => Check(15, RunAsync, OperationKind.Crash, OperationKind.Crash, OperationKind.Crash, OperationKind.Crash);

    private static async Task RunAsync(Story story)
    {
        using var disk = new Disk();
        var core = Core(disk, Grace);
        try
        {
            await core.LiveAsync();
            foreach (var step in story.Steps)
            {
                if (step.Kind == OperationKind.Crash)
                {
                    core = await RestartAsync(core, disk);
                }
                else
                {
                    disk.Do(step);
                }
            }

            await ArrivesAsync(core, disk);
            var ids = core.Crates.ToDictionary(crate => crate.Path, crate => crate.Id);
            core = await RestartAsync(core, disk);
            await ArrivesAsync(core, disk);
            core.Crates.ToDictionary(crate => crate.Path, crate => crate.Id).ShouldBe(ids, ignoreOrder: true, "identities outlive a restart");
        }
        finally
        {
            await core.DisposeAsync();
        }
    }

    private static async Task ArrivesAsync(DiscoveryCore core, Disk disk)
    {
        var (manifests, cargos) = (disk.Manifests, disk.Cargos);
        try
        {
            await Eventually.True(
                () => core.Held.Count == 0 && Seen(core).SequenceEqual(manifests) && SeenCargos(core).SequenceEqual(cargos), "there", TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            Seen(core).ShouldBe(manifests);
            SeenCargos(core).ShouldBe(cargos);
            throw;
        }

        WhatWasToldIsWhatIs(core);
    }

    /// <summary>Another core over the same disk, which remembers what the last one knew at its sudden end.</summary>
    private static async Task<DiscoveryCore> RestartAsync(DiscoveryCore core, Disk disk)
    {
        var remembered = core.Remembered;
        await core.DisposeAsync();
        var next = Core(disk, Grace);
        await next.LiveAsync(remembered);
        return next;
    }
}
