using System.Collections.Concurrent;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>
/// Answers of one revision, by query string: the same question at the same revision is answered with the same bytes. Keeps at
/// most 64 answers and 32 MiB, and starts anew with each revision. Thread-safe.
/// </summary>
public sealed class AnswerCache
{
    private const int MostAnswers = 64;
    private const int MostBytes = 32 * 1024 * 1024;
    private volatile Revision? _revision;

    /// <summary>The answer kept for <paramref name="question"/>, or null.</summary>
    public CrateListAnswer? Find(RegistrySnapshot snapshot, string question)
        => _revision is { } revision && ReferenceEquals(revision.Snapshot, snapshot) && revision.Answers.TryGetValue(question, out var answer) ? answer : null;

    /// <summary>Keeps an answer while there is room.</summary>
    public CrateListAnswer Keep(RegistrySnapshot snapshot, string question, CrateListAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var revision = _revision;
        if (revision is null || !ReferenceEquals(revision.Snapshot, snapshot))
        {
            _revision = revision = new Revision(snapshot);
        }

        if (revision.Answers.Count < MostAnswers && Interlocked.Add(ref revision.Bytes, answer.Length) <= MostBytes)
        {
            revision.Answers.TryAdd(question, answer);
        }

        return answer;
    }

    private sealed class Revision(RegistrySnapshot snapshot)
    {
        internal long Bytes;

        internal RegistrySnapshot Snapshot => snapshot;

        internal ConcurrentDictionary<string, CrateListAnswer> Answers { get; } = new(StringComparer.Ordinal);
    }
}
