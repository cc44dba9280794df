using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using CrateRegistry = Ctas7.CrateDiscovery.Registry.CrateRegistry;

namespace Ctas7.CrateDiscovery.Tests.Replicas;

/// <summary>Several replicas on one set of roots: one leads, the others are as it is.</summary>
[Collection(nameof(Brokers))]
public sealed class ReplicaTests(Brokers brokers) : IDisposable
{
    /// <summary>The stated time within which another replica leads when the leader is killed.</summary>
    private static readonly TimeSpan TakeoverTime = TimeSpan.FromSeconds(10);

    private readonly TempFolder _folder = new();
    private readonly string _ledger = $"ledger-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_leads_and_the_other_is_its_copy_with_the_same_tags()
    {
        _folder.WriteCrate("alpha");
        _folder.Write("broken", "[smart-crate");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var leader = await StartAsync();
        await IsAsync(leader, "leader");
        await using var follower = await StartAsync();
        await IsAsync(follower, "follower");
        await SameAsync(leader, follower, 2);

        _folder.WriteCrate("alpha", "2.0.0");
        _folder.WriteCrate("beta");
        Directory.Delete(_folder.At("broken"), recursive: true);
        await bus.Next<CrateRemoved>("broken");
        await bus.Next<CrateUpdated>("alpha");
        await follower.Crates(list => list.Length == 2 && list[0].GetProperty("version").GetString() == "2.0.0", "the changes");
        await SameAsync(leader, follower, 2);

        // What is asked of a follower, the leader does; its report is the leader's with what it is itself.
        using var rescan = await follower.Client.PostAsync("/api/crates/rescan", null);
        rescan.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await JsonAsync(rescan)).GetProperty("scan_id").GetGuid();
        var report = await Eventually.Get(
            () => follower.GetJsonAsync("/api/crates/scan"),
            one => one.GetProperty("last").ValueKind == JsonValueKind.Object && one.GetProperty("last").GetProperty("scan_id").GetGuid() == id,
            "the scan that was asked for is the last one");
        report.GetProperty("replica").GetProperty("role").GetString().ShouldBe("follower");
        report.GetProperty("replica").GetProperty("leader").GetString().ShouldBe(leader.Get<ReplicaIdentity>().Instance);
        report.GetProperty("registry").GetProperty("source").GetString().ShouldBe("leader");
        using var cancel = await follower.Client.PostAsync("/api/crates/scan/cancel", null);
        cancel.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        bus.Crates.Select(one => one.FencingToken).Distinct().ShouldBe([leader.Get<CurrentTerm>().FencingToken]);
    }

    [Fact]
    public async Task When_the_leader_stops_the_other_goes_on_without_a_repetition()
    {
        _folder.WriteCrate("alpha");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        var leader = await StartAsync();
        await IsAsync(leader, "leader");
        await using var follower = await StartAsync();
        await SameAsync(leader, follower, 1);
        await bus.Next<CrateDiscovered>("alpha");
        await Eventually.True(
            async () => (await leader.Get<AnnouncementLedger>().LoadAsync(CancellationToken.None)).Single().InDoubt is null, "the confirm is noted");
        await leader.DisposeAsync();

        await IsAsync(follower, "leader");
        _folder.WriteCrate("alpha", "2.0.0");
        var updated = await bus.Next<CrateUpdated>("alpha");
        await ScannedAsync(follower);
        updated.FencingToken.ShouldBeGreaterThan(bus.Crates[0].FencingToken);
        updated.Revision.ShouldBe(2, "revisions go on counting");
        updated.Epoch.ShouldNotBe(bus.Crates[0].Epoch);
        bus.Delivered.Count.ShouldBe(2, "not even with the same id");
    }

    [Fact]
    public async Task A_killed_leader_is_followed_within_ten_seconds_and_no_change_is_lost()
    {
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("goes");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var leader = await DiscoveryProcess.StartAsync(brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, _folder.Path);
        await bus.Next<CrateDiscovered>("alpha");
        await bus.Next<CrateDiscovered>("goes");
        await using var follower = await StartAsync();
        await IsAsync(follower, "follower");
        await follower.Crates(list => list.Length == 2, "both crates");

        var killed = Stopwatch.GetTimestamp();
        await leader.KillAsync();
        _folder.WriteCrate("alpha", "2.0.0");
        _folder.WriteCrate("new");
        Directory.Delete(_folder.At("goes"), recursive: true);
        await IsAsync(follower, "leader");
        Stopwatch.GetElapsedTime(killed).ShouldBeLessThan(TakeoverTime);
        await bus.Next<CrateUpdated>("alpha");
        await bus.Next<CrateDiscovered>("new");
        await bus.Next<CrateRemoved>("goes");
        await ScannedAsync(follower);
        bus.Crates.Count.ShouldBe(5);
    }

    [Fact]
    public async Task The_lease_of_a_process_that_was_killed_on_this_machine_is_not_waited_for()
    {
        _folder.WriteCrate("alpha");
        await using var leader = await DiscoveryProcess.StartAsync(brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, _folder.Path);
        var lease = $"{_ledger}:lease";
        await Eventually.True(async () => await brokers.Redis.AskAsync($"EXISTS {lease}") == ":1", "somebody leads");
        await leader.KillAsync();
        (await brokers.Redis.AskAsync($"PEXPIRE {lease} 3600000")).ShouldBe(":1");

        await using var next = await StartAsync();
        await IsAsync(next, "leader");
    }

    [Fact]
    public async Task A_leader_that_is_held_still_tells_nothing_when_it_wakes_and_follows()
    {
        _folder.WriteCrate("alpha");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var paused = await DiscoveryProcess.StartAsync(brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, _folder.Path);
        await bus.Next<CrateDiscovered>("alpha");
        await using var other = await StartAsync();
        await other.Crates(list => list.Length == 1, "the crate");

        await SignalAsync(paused.Process.Id, "STOP");
        await IsAsync(other, "leader");
        _folder.WriteCrate("alpha", "2.0.0");
        _folder.WriteCrate("beta");
        await bus.Next<CrateUpdated>("alpha");
        await bus.Next<CrateDiscovered>("beta");
        await SignalAsync(paused.Process.Id, "CONT");
        await Eventually.True(
            async () => RoleIn(await JsonAsync(await paused.Client.GetAsync("/api/crates/scan"))) == "follower", $"it follows: {paused.Output}");
        _folder.WriteCrate("gamma");
        await bus.Next<CrateDiscovered>("gamma");

        var token = other.Get<CurrentTerm>().FencingToken;
        bus.Delivered.SkipWhile(one => one.FencingToken != token).Count(one => one.FencingToken != token).ShouldBe(0, "nothing comes with the old token");
        bus.Crates.Select(one => one.FencingToken == token).ShouldBe([false, true, true, true]);
        await Eventually.True(
            async () => (await JsonAsync(await paused.Client.GetAsync("/api/crates"))).GetArrayLength() == 3, "it has caught up");
    }

    [Fact]
    public async Task A_follower_that_missed_changes_catches_up_from_its_revision()
    {
        _folder.WriteCrate("alpha");
        var port = FreePorts.One();
        await using var proxy = new TcpProxy(port);
        await using var leader = await StartAsync(port, $"--Discovery:Advertise=http://127.0.0.1:{proxy.Port}");
        await IsAsync(leader, "leader");
        await using var follower = await StartAsync();
        await SameAsync(leader, follower, 1);
        var replaced = 0;
        follower.Get<CrateRegistry>().Replaced += _ => Interlocked.Increment(ref replaced);

        proxy.Cut();
        for (var version = 2; version < 6; version++)
        {
            _folder.WriteCrate("alpha", $"{version}.0.0");
            await leader.Crates(list => list[0].GetProperty("version").GetString() == $"{version}.0.0", "the leader sees it");
        }

        _folder.WriteCrate("beta");
        await leader.Crates(list => list.Length == 2, "the leader sees the new crate");
        (await follower.GetJsonAsync("/api/crates/alpha")).GetProperty("version").GetString().ShouldBe("1.0.0", "the wire is cut");
        proxy.Open();
        await SameAsync(leader, follower, 2);
        replaced.ShouldBe(0, "only what was missed was sent");
    }

    [Fact]
    public async Task A_write_with_a_stale_token_is_refused_and_ends_the_term()
    {
        _folder.WriteCrate("alpha");
        await using var host = await StartAsync();
        await ScannedAsync(host);
        var term = host.Get<CurrentTerm>().Running.ShouldNotBeNull();
        var hash = term.Get<FencedHash>();
        var later = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds();
        await brokers.Redis.AskAsync($"HSET {_ledger}:fence token {later} instance another");

        await Should.ThrowAsync<OperationCanceledException>(() => hash.WriteAsync(host.Get<DiscoveryKeys>().Registry, [new("field", [1])], [], CancellationToken.None));

        term.Ended.IsCancellationRequested.ShouldBeTrue();
        (await brokers.Redis.AskAsync($"HEXISTS {_ledger}:registry field")).ShouldBe(":0");
        await Eventually.True(() => host.Get<CurrentTerm>().Running is { } next && next.FencingToken > later, "the next term has a higher token");
    }

    [Fact]
    public async Task When_Redis_has_lost_its_memory_the_leader_goes_on_and_writes_everything_again()
    {
        await using var redis = await RedisServer.StartAsync();
        _folder.WriteCrate("alpha");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var host = await DiscoveryHost.StartAsync(redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], []);
        await bus.Next<CrateDiscovered>("alpha");
        await ScannedAsync(host);
        var token = host.Get<CurrentTerm>().FencingToken;

        (await redis.AskAsync("FLUSHALL")).ShouldBe("+OK");

        await Eventually.True(async () => await redis.AskAsync($"HLEN {_ledger}") == ":1", "the ledger is there again");
        await Eventually.True(async () => await redis.AskAsync($"HLEN {_ledger}:registry") == ":2", "the cache is there again");
        host.Get<CurrentTerm>().FencingToken.ShouldBe(token);
        bus.Crates.Count.ShouldBe(1);
    }

    [Fact]
    public async Task When_Redis_has_lost_its_memory_a_follower_leaves_the_lease_to_the_leader()
    {
        await using var redis = await RedisServer.StartAsync();
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("beta");
        _folder.WriteCrate("gamma");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var leader = await DiscoveryHost.StartAsync(redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], []);
        await ScannedAsync(leader);
        await Eventually.True(() => bus.Crates.Count == 3, "all are told");
        await using var follower = await DiscoveryHost.StartAsync(redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], []);
        await SameAsync(leader, follower, 3);
        await IsAsync(follower, "follower");
        var token = leader.Get<CurrentTerm>().FencingToken;

        // The bell lets the follower look at once, before the leader renews.
        await redis.AskAsync($"EVAL \"redis.call('FLUSHALL') redis.call('PUBLISH', '{_ledger}:lease-free', '1')\" 0");

        await Eventually.True(async () => await redis.AskAsync($"HLEN {_ledger}") == ":3", "the ledger is there again");
        leader.Get<CurrentTerm>().Running.ShouldNotBeNull().FencingToken.ShouldBe(token);
        (await redis.AskAsync($"HSTRLEN {_ledger}:fence instance")).ShouldBe($":{leader.Get<ReplicaIdentity>().Instance.Length}");
        Directory.Delete(_folder.At("alpha"), recursive: true);
        (await bus.Next<CrateRemoved>("alpha")).FencingToken.ShouldBe(token);
        bus.Deliveries.ShouldBe(4);
        (await follower.GetJsonAsync("/api/crates/scan")).GetProperty("replica").GetProperty("role").GetString().ShouldBe("follower");
    }

    [Fact]
    public async Task When_Redis_has_lost_its_memory_and_the_leader_is_gone_the_follower_leads_with_a_higher_token()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var leader = await DiscoveryProcess.StartAsync(redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, _folder.Path);
        await Eventually.True(async () => await redis.AskAsync($"EXISTS {_ledger}:lease") == ":1", "somebody leads");
        await using var follower = await DiscoveryHost.StartAsync(redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], []);
        await IsAsync(follower, "follower");
        var token = follower.Get<CurrentTerm>().FencingToken;
        await leader.KillAsync();

        (await redis.AskAsync("FLUSHALL")).ShouldBe("+OK");

        await IsAsync(follower, "leader");
        await Eventually.True(() => follower.Get<CurrentTerm>().FencingToken > token, "its token is higher");
    }

    [Fact]
    public async Task A_token_is_higher_than_any_that_was_seen_although_Redis_has_forgotten_it()
    {
        await using var host = await StartAsync();
        await ScannedAsync(host);
        var ahead = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds();
        var seen = await host.Get<ReplicaLease>().HoldAsync(0, 0, mayBegin: true, "", 0, null, CancellationToken.None);
        seen.ShouldNotBeNull();
        await brokers.Redis.AskAsync($"DEL {_ledger}:fence {_ledger}:lease");
        (await host.Get<ReplicaLease>().HoldAsync(0, ahead, mayBegin: true, "", 0, null, CancellationToken.None)).ShouldNotBeNull().FencingToken.ShouldBeGreaterThan(ahead);
    }

    [Fact]
    public async Task A_crate_that_cannot_be_read_in_the_cache_comes_from_the_leader()
    {
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("beta");
        await using var leader = await StartAsync();
        await ScannedAsync(leader);
        await Eventually.True(async () => await brokers.Redis.AskAsync($"HLEN {_ledger}:registry") == ":3", "both are in the cache");
        var alpha = leader.Get<CrateRegistry>().Current.Find("alpha").ShouldNotBeNull();
        await brokers.Redis.AskAsync($"HSET {_ledger}:registry {alpha.Id:N} nonsense");

        await using var follower = await StartAsync();

        await SameAsync(leader, follower, 2);
    }

    [Fact]
    public async Task A_follower_of_another_format_is_refused_and_told_why()
    {
        await using var leader = await StartAsync();
        await IsAsync(leader, "leader");
        using var channel = GrpcChannel.ForAddress(leader.GrpcAddress);
        using var call = new RegistryReplication.RegistryReplicationClient(channel).Follow(new FollowRequest { Instance = "newer", Format = RegistryCache.Format + 1 });

        var refused = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refused.Status.Detail.ShouldContain($"newer reads format {RegistryCache.Format + 1}");
    }

    [Fact]
    public async Task A_leader_whose_worker_hangs_leads_no_more_when_its_term_ends()
    {
        _folder.WriteCrate("alpha");
        await using var host = await StartAsync();
        await ScannedAsync(host);
        var term = host.Get<CurrentTerm>().Running.ShouldNotBeNull();
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        try
        {
            host.Get<CrateRegistry>().Changed += _ =>
            {
                entered.Set();
                go.Wait(TimeSpan.FromMinutes(1));
            };
            _folder.WriteCrate("beta");
            await Eventually.True(() => entered.IsSet, "a worker hangs");

            term.End();

            host.Get<CurrentTerm>().Running.ShouldBeNull();
            go.IsSet.ShouldBeFalse();
        }
        finally
        {
            go.Set();
        }

        await Eventually.True(() => host.Get<CurrentTerm>().Running is { } next && next != term, "the next term begins");
        await host.Crates(list => list.Length == 2, "and finds both");
    }

    [Fact]
    public async Task A_follower_goes_on_after_a_fault_of_its_own()
    {
        _folder.WriteCrate("alpha");
        await using var leader = await StartAsync();
        await ScannedAsync(leader);
        await using var follower = await StartAsync();
        await SameAsync(leader, follower, 1);
        var faults = 0;
        follower.Get<CrateRegistry>().Changed += _ =>
        {
            if (Interlocked.Increment(ref faults) == 1)
            {
                throw new InvalidOperationException("a fault");
            }
        };

        _folder.WriteCrate("beta");
        await Eventually.True(() => Volatile.Read(ref faults) > 0, "the fault");
        _folder.WriteCrate("gamma");

        await SameAsync(leader, follower, 3);
    }

    [Fact]
    public async Task While_a_term_ends_the_report_is_told_and_the_leader_is_nobody()
    {
        _folder.WriteCrate("alpha");
        await using var leader = await StartAsync();
        await ScannedAsync(leader);
        await using var host = await StartAsync();
        await IsAsync(host, "follower");
        var services = new ServiceCollection().BuildServiceProvider();
        using var over = new Term(TimeProvider.System);
        over.Begin(services);
        await services.DisposeAsync();
        host.Get<CurrentTerm>().Running = over;
        try
        {
            (await host.GetJsonAsync("/api/crates/scan")).GetProperty("watch").ValueKind.ShouldBe(JsonValueKind.Null);
            using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
            var refused = await Should.ThrowAsync<RpcException>(async () => await new RegistryReplication.RegistryReplicationClient(channel).RescanAsync(new RescanRequest()));
            refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        }
        finally
        {
            host.Get<CurrentTerm>().Running = null;
        }
    }

    [Fact]
    public async Task Without_Redis_at_the_start_it_serves_what_it_finds_and_tells_it_when_Redis_is_there()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        _folder.WriteCrate("alpha");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var host = await DiscoveryHost.StartAsync(redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], []);
        await host.Crates(list => list.Length == 1, "the crate is found without Redis");
        bus.Crates.ShouldBeEmpty();
        host.Get<CurrentTerm>().FencingToken.ShouldBe(0);
        await redis.RestartAsync();
        (await bus.Next<CrateDiscovered>("alpha")).FencingToken.ShouldBeGreaterThan(0);
    }

    private Task<DiscoveryHost> StartAsync(int? grpcPort = null, params string[] more) => DiscoveryHost.StartAsync(
        brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], more, grpcPort: grpcPort);

    private static Task IsAsync(DiscoveryHost host, string role) => Eventually.True(async () => RoleIn(await host.GetJsonAsync("/api/crates/scan")) == role, $"it is the {role}");

    private static Task ScannedAsync(DiscoveryHost host) => Eventually.True(
        async () => await host.GetJsonAsync("/api/crates/scan") is var report
            && report.GetProperty("registry").GetProperty("source").GetString() == "scan"
            && report.GetProperty("last").ValueKind == JsonValueKind.Object
            && report.GetProperty("unannounced").GetInt32() == 0,
        "the first scan is over and told");

    /// <summary>Both answer the same bytes with the same tag.</summary>
    private static Task SameAsync(DiscoveryHost one, DiscoveryHost other, int crates) => Eventually.True(
        async () =>
        {
            using var first = await one.Client.GetAsync("/api/crates");
            using var second = await other.Client.GetAsync("/api/crates");
            return first.Headers.ETag is { } tag && tag.Equals(second.Headers.ETag)
                && await first.Content.ReadAsStringAsync() is var body && body == await second.Content.ReadAsStringAsync()
                && JsonDocument.Parse(body).RootElement.GetArrayLength() == crates;
        },
        "both are the same");

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
        => await JsonSerializer.DeserializeAsync<JsonElement>(await answer.Content.ReadAsStreamAsync());

    private static string? RoleIn(JsonElement report) => report.GetProperty("replica").GetProperty("role").GetString();

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
