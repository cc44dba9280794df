using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>
/// Keeps the slot graph of one registry. A changed crate touches its own edges, and those of crates that asked a question
/// (<see cref="Question"/>) which now has another answer. Every batch gives a new snapshot that shares all that was not touched. Not thread-safe.
/// </summary>
public sealed class GraphWriter
{
    private readonly KnownCrates _known = new();
    private readonly Dictionary<Question, HashSet<string>> _askedBy = [];
    private readonly Dictionary<string, CrateFacts> _facts = new(StringComparer.Ordinal);
    private readonly SlotNumbers _slots = new();

    /// <summary>The graph of a registry.</summary>
    public GraphWriter(RegistrySnapshot registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        Current = GraphSnapshot.Empty(registry.Epoch);
        Apply([.. registry.ByPath.Values.Select(crate => new RegistryChange(crate.Revision, crate, IsRemoval: false))], registry.Revision);
    }

    /// <summary>The graph after the last batch.</summary>
    public GraphSnapshot Current { get; private set; }

    /// <summary>Takes in changes, which are in the order of their revisions and follow those taken in so far.</summary>
    /// <returns>The graph after them.</returns>
    public GraphSnapshot Apply(IReadOnlyList<RegistryChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return changes.Count == 0 ? Current : Apply(changes, changes[^1].Revision);
    }

    private GraphSnapshot Apply(IReadOnlyList<RegistryChange> changes, long revision)
    {
        var batch = new GraphBatch(Current, _slots);
        foreach (var name in Know(changes))
        {
            Restate(batch, name);
        }

        return Current = batch.Finish(revision);
    }

    /// <summary>Tells the changes to the known crates.</summary>
    /// <returns>Names of the crates that may say something else now.</returns>
    private HashSet<string> Know(IReadOnlyList<RegistryChange> changes)
    {
        var wasKnown = new Dictionary<string, bool>(StringComparer.Ordinal);
        var nameAt = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            Note(change.Crate.Path, change.Crate.Name);
            if (_known.PathOf(change.Crate.Id) is { } left)
            {
                Note(left, change.Crate.Name);
            }

            if (change.IsRemoval)
            {
                _known.Remove(change.Crate.Path);
            }
            else
            {
                _known.Put(change.Crate);
            }
        }

        var touched = new HashSet<string>(wasKnown.Keys, StringComparer.Ordinal);
        foreach (var (path, _) in nameAt.Where(entry => _known.At(entry.Key)?.Name != entry.Value))
        {
            AddAskers(touched, new Question(QuestionKind.Path, path));
        }

        foreach (var (name, _) in wasKnown.Where(entry => entry.Value != _known.IsClaimed(entry.Key)))
        {
            AddAskers(touched, new Question(QuestionKind.Name, name));
            foreach (var key in PortKeys.NamesOf(name))
            {
                AddAskers(touched, new Question(QuestionKind.PortKey, key));
            }
        }

        return touched;

        void Note(string path, string name)
        {
            var before = _known.At(path)?.Name;
            nameAt.TryAdd(path, before);
            wasKnown.TryAdd(name, _known.IsClaimed(name));
            if (before is not null)
            {
                wasKnown.TryAdd(before, _known.IsClaimed(before));
            }
        }
    }

    /// <summary>Brings what the crate of a name says in the graph up to date.</summary>
    private void Restate(GraphBatch batch, string name)
    {
        var crate = _known.Answering(name);
        var before = _facts.GetValueOrDefault(name, CrateFacts.None);
        var after = crate is null ? CrateFacts.None : CrateFacts.Of(crate, _known);
        Ask(name, before.Questions, after.Questions);
        if (crate is null)
        {
            _facts.Remove(name);
        }
        else
        {
            _facts[name] = after.Claims.SequenceEqual(before.Claims) ? after = after with { Claims = before.Claims } : after;
        }

        batch.Stand(name, crate, after);
        batch.Replace(before.Edges, after.Edges);
    }

    private void Ask(string name, IReadOnlyCollection<Question> before, IReadOnlyCollection<Question> after)
    {
        foreach (var question in before)
        {
            if (_askedBy.TryGetValue(question, out var askers) && askers.Remove(name) && askers.Count == 0)
            {
                _askedBy.Remove(question);
            }
        }

        foreach (var question in after)
        {
            if (!_askedBy.TryGetValue(question, out var askers))
            {
                _askedBy[question] = askers = new HashSet<string>(StringComparer.Ordinal);
            }

            askers.Add(name);
        }
    }

    private void AddAskers(HashSet<string> names, Question question)
    {
        if (_askedBy.TryGetValue(question, out var askers))
        {
            names.UnionWith(askers);
        }
    }
}
