using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using CrateRegistry = Ctas7.CrateDiscovery.Registry.CrateRegistry;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Makes the registry here what one stream of a leader says. For one caller at a time.</summary>
internal sealed class RegistryCopy(CrateRegistry registry, ManifestParser parser)
{
    private readonly List<CrateRecord> _crates = [];
    private readonly List<RemovedCrate> _removed = [];
    private FolderIssues _folders = new();
    private bool _isWhole;

    /// <summary>The registry was as the leader's, at some moment of this stream.</summary>
    internal bool IsSynced { get; private set; }

    /// <summary>Takes in one message; false when something before it is missing, so that this stream is of no more use.</summary>
    /// <exception cref="InvalidDataException">The message is not understood.</exception>
    internal bool Take(RegistryNews news)
    {
        if (!_isWhole && news.KindCase != RegistryNews.KindOneofCase.Reset && news.Position.Epoch != registry.Current.Epoch)
        {
            return false;
        }

        switch (news.KindCase)
        {
            case RegistryNews.KindOneofCase.Reset:
                _isWhole = true;
                return true;
            case RegistryNews.KindOneofCase.Upsert when _isWhole:
                _crates.Add(StoredCrates.ReadOrMark(news.Upsert, parser));
                return true;
            case RegistryNews.KindOneofCase.Removal when _isWhole:
                _removed.Add(StoredCrates.Read(news.Removal));
                return true;
            case RegistryNews.KindOneofCase.Upsert:
                return registry.Replicate([new ReplicatedChange(news.Position.Revision, StoredCrates.ReadOrMark(news.Upsert, parser), null)]);
            case RegistryNews.KindOneofCase.Removal:
                return registry.Replicate([new ReplicatedChange(news.Position.Revision, null, StoredCrates.Read(news.Removal))]);
            case RegistryNews.KindOneofCase.FolderIssues when _isWhole:
                _folders = news.FolderIssues;
                return true;
            case RegistryNews.KindOneofCase.FolderIssues:
                registry.ReplicateFolders(news.FolderIssues.Issues.Select(StoredCrates.Read), news.FolderIssues.Revision);
                return true;
            case RegistryNews.KindOneofCase.Synced:
                BecomeWhole(news.Position);
                IsSynced = true;
                return registry.Current.Revision == news.Position.Revision;
            default:
                return true;
        }
    }

    private void BecomeWhole(RegistryPosition position)
    {
        if (_isWhole)
        {
            registry.Replace(RegistrySnapshot.Of(
                position.Epoch, position.Revision, _crates, _folders.Issues.Select(StoredCrates.Read), _folders.Revision, _removed));
            _isWhole = false;
            _crates.Clear();
            _removed.Clear();
        }
    }
}
