using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Ctas7.Testing;
using Ctas7.Testing.Suite;

namespace Ctas7.Suite.Tests;

/// <summary>Two replicas of crate-discovery in the running suite: one leads, and whatever happens to it, clients hear every change once.</summary>
public sealed class ReplicaTests : IAsyncLifetime, IDisposable
{
    private const string Resource = "crate-discovery";

    /// <summary>The stated time within which another replica leads.</summary>
    private static readonly TimeSpan TakeoverTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(60);

    private readonly SuiteUnderTest _suite = new() { Arguments = ["--Replicas:CrateDiscovery", "2"] };
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(3) };

    public Task InitializeAsync() => _suite.InitializeAsync();

    public Task DisposeAsync() => _suite.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Killed_or_held_still_the_leader_is_followed_and_every_change_is_told_once()
    {
        await using var client = await EventClient.ConnectAsync(_suite.WebSocketDoor);
        _suite.Workspace.Save("replicas-first", "1.0.0");
        await MainPathTests.Seen(client, "replicas-first", "1.0.0");
        var saved = 0;

        // kill -9 under changes.
        var (leader, follower) = await RolesAsync();
        SaveMore(ref saved, 10);
        var killed = Stopwatch.GetTimestamp();
        await SuiteUnderTest.KillAsync(leader);
        SaveMore(ref saved, 10);
        await Eventually.True(async () => await RoleAsync(follower) == "leader", "the other replica leads");
        Stopwatch.GetElapsedTime(killed).ShouldBeLessThan(TakeoverTime);
        SaveMore(ref saved, 10);
        await ToldOnceAsync(client, saved);
        await _suite.HealthyAsync(HealsWithin);
        var (next, back) = await RolesAsync();
        ((int[])[next, back]).ShouldNotContain(leader);
        await SameAsync(next, back);

        // Held still for longer than the lease lasts.
        await SignalAsync(next, "STOP");
        SaveMore(ref saved, 10);
        await Eventually.True(async () => await RoleAsync(back) == "leader", "the other replica leads");
        await SignalAsync(next, "CONT");
        await Eventually.True(async () => await RoleAsync(next) == "follower", "the one that was held still follows");
        SaveMore(ref saved, 10);
        await ToldOnceAsync(client, saved);
        await SameAsync(back, next);

        // Nothing stale: no event comes after one of a later leader.
        var tokens = client.Seen.Where(seen => seen.Channel == "crates").Select(seen => seen.Data.GetProperty("fencing_token").GetInt64()).ToList();
        tokens.ShouldBe(tokens.Order().ToList());
        tokens.Distinct().Count().ShouldBeGreaterThanOrEqualTo(3, "each of the three terms told something");
    }

    private void SaveMore(ref int saved, int count)
    {
        for (var more = 0; more < count; more++)
        {
            _suite.Workspace.Save($"replicas-{saved++}", "1.0.0");
        }
    }

    private static async Task ToldOnceAsync(EventClient client, int saved)
    {
        for (var crate = 0; crate < saved; crate++)
        {
            await MainPathTests.Seen(client, $"replicas-{crate}", "1.0.0");
        }

        client.Seen.Where(seen => seen.Type == "crate.discovered").Select(MainPathTests.NameIn).ShouldBeUnique();
        client.Seen.Count(seen => seen.Type is "crate.removed" or "crate.moved").ShouldBe(0);
    }

    /// <summary>The process ids of the leader and of the follower.</summary>
    private async Task<(int Leader, int Follower)> RolesAsync()
    {
        var roles = await Eventually.Get(
            async () =>
            {
                var replicas = new List<(int Id, string? Role)>();
                foreach (var id in _suite.PidsOf(Resource))
                {
                    replicas.Add((id, await RoleAsync(id)));
                }

                return replicas;
            },
            replicas => replicas.Count == 2 && replicas.Count(one => one.Role == "leader") == 1 && replicas.Count(one => one.Role == "follower") == 1,
            "one replica leads and one follows");
        return (roles.Single(one => one.Role == "leader").Id, roles.Single(one => one.Role == "follower").Id);
    }

    private async Task<string?> RoleAsync(int process)
        => (await _client.GetFromJsonAsync<JsonElement>(new Uri(AddressOf(process), "/api/crates/scan"))).GetProperty("replica").GetProperty("role").GetString();

    private Task SameAsync(int one, int other) => Eventually.True(
        async () =>
        {
            using var first = await _client.GetAsync(new Uri(AddressOf(one), "/api/crates?limit=1000"));
            using var second = await _client.GetAsync(new Uri(AddressOf(other), "/api/crates?limit=1000"));
            return first.Headers.ETag is { } tag && tag.Equals(second.Headers.ETag)
                && await first.Content.ReadAsStringAsync() == await second.Content.ReadAsStringAsync();
        },
        "both replicas answer the same");

    /// <summary>A replica itself, past the orchestrator's proxy: its address is in its environment.</summary>
    private static Uri AddressOf(int process) => new(File.ReadAllText($"/proc/{process}/environ").Split('\0')
        .Single(entry => entry.StartsWith("ASPNETCORE_URLS=", StringComparison.Ordinal))["ASPNETCORE_URLS=".Length..].Split(';')[0]);

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
