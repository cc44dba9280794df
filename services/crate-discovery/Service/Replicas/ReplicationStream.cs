using System.Collections.Immutable;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Registry;
using Grpc.Core;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Writes the leader's registry to one follower. For one caller at a time.</summary>
internal sealed class ReplicationStream(IServerStreamWriter<RegistryNews> stream, long token)
{
    /// <summary>What the follower lacks, up to the subscription's start; returns the folders that it knows of then.</summary>
    internal async Task<ImmutableSortedDictionary<string, Manifests.ManifestIssue>> TellStartAsync(RegistrySubscription subscription, CancellationToken stop)
    {
        var start = subscription.Start;
        if (subscription.Replay is { } changes)
        {
            foreach (var change in changes)
            {
                await TellAsync(start.Epoch, change, stop);
            }
        }
        else
        {
            await stream.WriteAsync(At(start.Epoch, start.Revision, news => news.Reset = new Reset()), stop);
            foreach (var crate in start.ByPath.Values)
            {
                await stream.WriteAsync(At(start.Epoch, start.Revision, news => news.Upsert = StoredCrates.Write(crate)), stop);
            }

            foreach (var crate in start.Removed)
            {
                await stream.WriteAsync(At(start.Epoch, start.Revision, news => news.Removal = StoredCrates.Write(crate)), stop);
            }
        }

        await TellFoldersAsync(start, stop);
        await stream.WriteAsync(At(start.Epoch, start.Revision, news => news.Synced = new Synced()), stop);
        return start.FolderIssues;
    }

    internal Task TellAsync(string epoch, RegistryChange change, CancellationToken stop) => stream.WriteAsync(
        At(epoch, change.Revision, news =>
        {
            if (change.IsRemoval)
            {
                var crate = change.Crate;
                news.Removal = StoredCrates.Write(new RemovedCrate(crate.Id, crate.Name, crate.Path, crate.Root, crate.UpdatedAt, crate.History));
            }
            else
            {
                news.Upsert = StoredCrates.Write(change.Crate);
            }
        }),
        stop);

    internal Task TellFoldersAsync(RegistrySnapshot snapshot, CancellationToken stop)
        => stream.WriteAsync(At(snapshot.Epoch, snapshot.Revision, news => news.FolderIssues = StoredCrates.WriteFolders(snapshot)), stop);

    internal Task TellHeartbeatAsync(RegistrySnapshot snapshot, CancellationToken stop)
        => stream.WriteAsync(At(snapshot.Epoch, snapshot.Revision, news => news.Heartbeat = new Heartbeat()), stop);

    private RegistryNews At(string epoch, long revision, Action<RegistryNews> say)
    {
        var news = new RegistryNews { Position = new RegistryPosition { Epoch = epoch, Revision = revision, FencingToken = token } };
        say(news);
        return news;
    }
}
