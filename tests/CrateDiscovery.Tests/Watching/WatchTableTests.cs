using System.Reflection;
using Ctas7.CrateDiscovery.Tests.Watching.Machine;
using Ctas7.CrateDiscovery.Tests.Watching.Table;

namespace Ctas7.CrateDiscovery.Tests.Watching;

/// <summary>
/// The table of what a watch has to stand, one test each. Every test works on a real disk with the kernel's own events and refusals.
/// <code>
/// case                                                        what must come of it                                        test
/// ----------------------------------------------------------  ----------------------------------------------------------  -------------------
/// folders that are pruned                                     take no watch and are not heard                             BudgetTests
/// more folders than the budget                                degraded, shown, the rest polled; fewer: live               BudgetTests
/// new folders beyond the budget                               degraded, found by polling                                  BudgetTests
/// folders that left unseen                                    their watches are given back                                BudgetTests
/// a file system without events (NFS), Discovery:Watch=false   polling, with the same grace                                BudgetTests
/// inotify ENOSPC from the kernel                              degraded, the rest polled; room: live                       KernelLimitTests
/// a low fs/user limit of watches                              is the budget shown; raised: live                           KernelLimitTests
/// inotify EMFILE from the kernel                              starts, polling; an instance free: live                     KernelLimitTests
/// the queue of events overflows                               degraded until a whole scan is done, then live              OverflowTests
/// what happened while events were lost                        all found, moves are moves, new folders followed            OverflowTests
/// saved in place, by rename, by backup and rename or copy,
///   truncated and appended, deleted and created, hard link    one crate that never was broken                             EditorTests
/// vim (both ways), sed -i, git checkout                       the same                                                    EditorTests
/// half-written, whole within the grace                        no error                                                    EditorTests
/// a write that never closes; a file written on and on         read all the same                                           EditorTests
/// broken for longer than the grace                            stale, with its last good content; recovers                 ManifestFollowerTests
/// a root renamed away, deleted, swapped, and back             missing, then the same crates; live                         RootTests
/// a root, an inner mount unmounted and mounted again          missing without an end, then the same crates                RootTests
/// a folder mounted over, a disk exchanged                     missing; what is on the new disk counts                     RootTests
/// half of a root's crates gone at once, a root emptied        missing for the hold, then a look decides                   RemovalGuardTests
/// a mass move, one that turns up elsewhere later              moves, nothing else                                         RemovalGuardTests
/// an operator confirms                                        removed at once, and only what is missing                   RemovalGuardTests
/// a manifest, a folder, between roots, out and in again       the same crate at its place, followed there                 MoveTests
/// a folder replaced by a link                                 removed; nothing behind the link is read                    MoveTests
/// deep new trees at once                                      all found and followed                                      MoveTests
/// a folder renamed while it is walked                         all at the last place                                       MoveTests
/// rights taken and given back                                 stale or missing, then the same crates                      PermissionTests
/// 10,000 manifests changed at once                            one change per crate, in few batches, live again            StormTests
/// thousands of crates moved folder by folder                  moves, nothing else                                         StormTests
/// pipes, links and folders named as a manifest                an issue; nothing blocks                                    ManifestFollowerTests
/// any of it, at random, with crashes and restarts             registry, graph and what was told equal the disk            …StoryTests
/// </code>
/// </summary>
public sealed class WatchTableTests
{
    private static readonly Type[] Tests =
    [
        typeof(BudgetTests), typeof(KernelLimitTests), typeof(OverflowTests), typeof(EditorTests), typeof(ManifestFollowerTests), typeof(RootTests),
        typeof(RemovalGuardTests), typeof(MoveTests), typeof(PermissionTests), typeof(StormTests), typeof(ScannedStoryTests), typeof(FollowedStoryTests), typeof(KilledStoryTests),
    ];

    [Fact]
    public void Every_test_of_a_watch_stands_in_the_table()
    {
        var watching = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.Namespace is { } space && (space == typeof(BudgetTests).Namespace || space == typeof(ScannedStoryTests).Namespace))
            .Where(type => !type.IsAbstract && type.GetMethods().Any(method => method.GetCustomAttribute<FactAttribute>() is not null));
        watching.Except(Tests).ShouldBeEmpty("a new class of cases is a new row of the table");
    }
}
