using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Manifests;
using Grpc.Core;
using Grpc.Net.Client;
using CrateRegistry = Ctas7.CrateDiscovery.Registry.CrateRegistry;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>
/// Keeps the registry here a copy of the leader's, over one gRPC stream. A stream that is silent, misses a revision or stays behind the
/// leader is given up, and the next one begins where the copy is. <see cref="RunAsync"/> is for one caller at a time; the rest is thread-safe.
/// </summary>
public sealed partial class LeaderFollower(
    CrateRegistry registry, ManifestParser parser, ReplicaIdentity self, RegistryOrigin origin, ReplicaMetrics metrics, TimeProvider clock, ILogger<LeaderFollower> log)
{
    private const int LargestMessage = 64 * 1024 * 1024;

    /// <summary>The leader says something at least every second.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private volatile LeaseView? _lease;
    private long _heardAt = long.MinValue;
    private long _stuckAt = -1;

    /// <summary>The copy is kept up: the leader was heard of a moment ago.</summary>
    public bool HearsLeader => Interlocked.Read(ref _heardAt) is var heard and not long.MinValue && clock.GetElapsedTime(heard) < LongestSilence;

    /// <summary>What the lease says of the leader: a revision that the stream does not bring is missed.</summary>
    public void Saw(LeaseView lease) => _lease = lease;

    /// <summary>Follows until <paramref name="stop"/>, over as many streams as it takes.</summary>
    public async Task RunAsync(LeaseView leader, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(leader);
        if (!Uri.TryCreate(leader.Address, UriKind.Absolute, out var address))
        {
            LogNoAddress(leader.Instance);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = LargestMessage });
        var client = new RegistryReplication.RegistryReplicationClient(channel);
        for (var pause = FirstPause; !stop.IsCancellationRequested;)
        {
            var copy = new RegistryCopy(registry, parser);
            var hasFault = false;
            try
            {
                await FollowAsync(client, copy, stop);
                LogGap(registry.Current.Revision);
            }
            catch (Exception failure) when (failure is RpcException or InvalidDataException or OperationCanceledException)
            {
                if (!stop.IsCancellationRequested)
                {
                    LogBroken(leader.Address, failure.Message);
                }
            }
            catch (Exception failure)
            {
                // A fault of ours must not end the copy for ever.
                LogFault(failure);
                hasFault = true;
            }

            pause = hasFault ? LongestPause
                : copy.IsSynced ? FirstPause
                : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Follows one stream until it breaks, which throws, or misses something, which returns.</summary>
    private async Task FollowAsync(RegistryReplication.RegistryReplicationClient client, RegistryCopy copy, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var known = registry.Current;

        // Where the same place was reached in vain before, only the whole state helps.
        var request = new FollowRequest { Instance = self.Instance, Format = RegistryCache.Format };
        if (known.Revision != Interlocked.Exchange(ref _stuckAt, -1))
        {
            request.Since = new RegistryPosition { Epoch = known.Epoch, Revision = known.Revision };
        }

        limit.CancelAfter(LongestSilence);
        using var call = client.Follow(request, cancellationToken: limit.Token);
        var (reached, reachedAt) = (known.Revision, clock.GetTimestamp());
        while (await call.ResponseStream.MoveNext(limit.Token))
        {
            limit.CancelAfter(LongestSilence);
            var news = call.ResponseStream.Current;
            if (!copy.Take(news))
            {
                Interlocked.Exchange(ref _stuckAt, registry.Current.Revision);
                return;
            }

            if (copy.IsSynced)
            {
                Interlocked.Exchange(ref _heardAt, clock.GetTimestamp());
                origin.Set(RegistrySource.Leader, clock.GetUtcNow());
                var behind = Behind(news.Position);
                metrics.Behind(behind);
                var revision = registry.Current.Revision;
                if (behind <= 0 || revision != reached)
                {
                    (reached, reachedAt) = (revision, clock.GetTimestamp());
                }
                else if (clock.GetElapsedTime(reachedAt) > LongestLag)
                {
                    // Behind, and nothing comes that would change it.
                    return;
                }
            }
        }
    }

    private long Behind(RegistryPosition told)
    {
        var known = registry.Current;
        var leased = _lease is { } lease && lease.Epoch == known.Epoch ? lease.Revision : 0;
        return Math.Max(told.Revision, leased) - known.Revision;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Leader} leads and tells no gRPC address, so it cannot be followed: set GRPC_PORT or Discovery:Advertise there")]
    private partial void LogNoAddress(string leader);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change after revision {Revision} was missed; it is asked for again")]
    private partial void LogGap(long revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "A change of the leader could not be taken over; the stream is made again")]
    private partial void LogFault(Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "The stream of the leader at {Address} ended and is made again: {Reason}")]
    private partial void LogBroken(string address, string reason);
}
