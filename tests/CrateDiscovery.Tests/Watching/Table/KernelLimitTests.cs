using System.Text.Json;
using Ctas7.CrateDiscovery.Tests.Hosts;

namespace Ctas7.CrateDiscovery.Tests.Watching.Table;

/// <summary>
/// The kernel itself refuses: the service runs in a user namespace whose limits of inotify are low, and are raised later. See <see cref="WatchTableTests"/>.
/// </summary>
[Collection(nameof(Brokers))]
public sealed class KernelLimitTests(Brokers brokers) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [UserNamespaceFact]
    public async Task No_space_for_watches_is_degraded_the_rest_is_polled_and_room_makes_it_live()
    {
        WriteCrates("1.0.0");

        // The limit is that of the outer namespace: the service, in an inner one, does not see it and asks the kernel, which refuses.
        await using var process = await StartAsync("max_inotify_watches", "6", "unshare --user --map-root-user");
        var watch = await process.Watch(state => Is(state, "degraded") && state.GetProperty("unwatched").GetInt32() > 0, "degraded");
        (watch.GetProperty("watched").GetInt32() < 11, watch.GetProperty("budget").GetInt32() > 1000).ShouldBe((true, true), watch.ToString());
        await process.Crates(list => list.Length == 10, "all crates");
        WriteCrates("2.0.0");
        await process.Crates(list => list.Length == 10 && list.All(crate => crate.GetProperty("version").GetString() == "2.0.0"), "all changes, watched or not");
        Raise(process, "max_inotify_watches");
        watch = await process.Watch(state => Is(state, "live"), "live");
        (watch.GetProperty("watched").GetInt32(), watch.GetProperty("unwatched").GetInt32()).ShouldBe((11, 0));
    }

    [UserNamespaceFact]
    public async Task A_low_limit_of_the_kernel_is_the_budget_that_is_shown()
    {
        WriteCrates("1.0.0");
        await using var process = await StartAsync("max_inotify_watches", "7", "");
        var watch = await process.Watch(state => Is(state, "degraded") && state.GetProperty("unwatched").GetInt32() > 0, "degraded");
        (watch.GetProperty("budget").GetInt32(), watch.GetProperty("kernel_limit").GetInt32()).ShouldBe((7, 7));
        Raise(process, "max_inotify_watches");
        watch = await process.Watch(state => Is(state, "live"), "live");
        watch.GetProperty("budget").GetInt32().ShouldBe(1000);
    }

    [UserNamespaceFact]
    public async Task No_instance_of_inotify_is_polling_and_a_later_try_makes_it_live()
    {
        WriteCrates("1.0.0");
        await using var process = await StartAsync("max_inotify_instances", "0", "");
        await process.Watch(state => Is(state, "polling"), "polling");
        WriteCrates("2.0.0");
        await process.Crates(list => list.Length == 10 && list.All(crate => crate.GetProperty("version").GetString() == "2.0.0"), "all changes by polling");
        Raise(process, "max_inotify_instances");
        var watch = await process.Watch(state => Is(state, "live"), "live");
        watch.GetProperty("watched").GetInt32().ShouldBe(11);
        process.Output.Split('\n').Count(line => line.Contains("Changes on disk cannot be watched", StringComparison.Ordinal)).ShouldBe(1, "said once per change of state");
    }

    private void WriteCrates(string version)
    {
        for (var index = 0; index < 10; index++)
        {
            _folder.WriteCrate($"crate-{index}", version);
        }
    }

    private Task<DiscoveryProcess> StartAsync(string limit, string value, string inner) => DiscoveryProcess.StartAsync(
        brokers.Redis.ConnectionString,
        brokers.RabbitMq.ConnectionString,
        $"ledger-{Guid.NewGuid():N}",
        _folder.Path,
        ["unshare", "--user", "--map-root-user", "sh", "-c", $"echo {value} > /proc/sys/user/{limit} && {inner} \"$@\"", "sh"],
        new() { ["Discovery__PollInterval"] = "00:00:00.3", ["Discovery__Grace"] = "00:00:00.1" });

    /// <summary>In the namespace of the first process, where the limit was set.</summary>
    private static void Raise(DiscoveryProcess process, string limit)
        => Commands.Run("nsenter", "--target", $"{process.Process.Id}", "--user", "--preserve-credentials", "sh", "-c", $"echo 1000 > /proc/sys/user/{limit}");

    private static bool Is(JsonElement watch, string state) => watch.ValueKind == JsonValueKind.Object && watch.GetProperty("state").GetString() == state;
}
