using System.Globalization;
using Ctas7.ServiceDefaults.Cache;
using StackExchange.Redis;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>The lease in Redis that says which replica leads. Thread-safe; calls fail as <see cref="RedisConnection.RunAsync"/> does.</summary>
public sealed class ReplicaLease(RedisConnection redis, DiscoveryKeys keys, ReplicaIdentity self, TimeProvider clock)
{
    /// <summary>How long Redis keeps a lease that is not renewed: a killed leader is followed by another within this time and a second, on its own machine within a second.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(6);

    /// <summary>Time between two renewals.</summary>
    public static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(1.5);

    /// <summary>The holder stops relying on the lease so long before Redis lets it lapse: clocks differ in speed.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Takes or renews the lease, unless another replica holds it. Null when Redis has forgotten who leads, and this replica neither leads nor
    /// <paramref name="mayBegin"/>.
    /// </summary>
    /// <param name="token">The token of the running term; 0 without one.</param>
    /// <param name="highest">The highest token that this replica has seen; a new one is higher.</param>
    /// <param name="mayBegin">The lease may be taken although Redis knows of no earlier leader.</param>
    /// <param name="epoch">Of the registry here.</param>
    /// <param name="revision">Of the registry here.</param>
    /// <param name="ended">A holder whose process is known to have ended, whose lease need not be waited for; null for none.</param>
    /// <param name="cancel">Stops waiting; the lease may be taken all the same.</param>
    public async Task<LeaseView?> HoldAsync(long token, long highest, bool mayBegin, string epoch, long revision, LeaseView? ended, CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        var answer = await ReplicaScripts.Hold.RunAsync(
            redis,
            [keys.Lease, keys.Fence],
            [self.Instance, self.Address, (long)TimeToLive.TotalMilliseconds, token, epoch, revision, ProcessMark.Own, ended?.Instance ?? "", highest, mayBegin ? 1 : 0],
            cancel);
        return (int)answer[0] == 2 ? null : new LeaseView(
            (int)answer[0] == 1,
            Text(answer[2]),
            Text(answer[3]),
            Number(answer[1]),
            Text(answer[4]),
            Number(answer[5]),
            TimeSpan.FromMilliseconds((long)answer[6]),
            asked,
            (int)answer[7] == 1,
            Text(answer[8]));
    }

    /// <summary>Gives the lease back, if it is still held with this token.</summary>
    public Task ReleaseAsync(long token, CancellationToken cancel)
        => ReplicaScripts.Release.RunAsync(redis, [keys.Lease], [self.Instance, token, keys.Bell], cancel);

    /// <summary>Calls <paramref name="freed"/> whenever a replica gives the lease back.</summary>
    public Task ListenAsync(Action freed) => redis.Subscriber.SubscribeAsync(keys.Bell, (_, _) => freed());

    /// <summary>True for what a call throws while Redis is away.</summary>
    internal static bool IsAway(Exception failure) => failure is RedisUnavailableException or TimeoutException or RedisException;

    private static string Text(RedisResult value) => (string?)value ?? "";

    private static long Number(RedisResult value) => long.Parse(Text(value), CultureInfo.InvariantCulture);
}
