using System.Collections.Concurrent;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>
/// Answers of one state of the registry, by path and query: the same question to the same state is answered with the same bytes. Keeps at
/// most 4,096 answers and 32 MiB of plain bodies, and starts anew with each state. Thread-safe.
/// </summary>
public sealed class AnswerCache
{
    private const int MostAnswers = 4096;
    private const int MostBytes = 32 * 1024 * 1024;
    private volatile Kept? _kept;

    /// <summary>The answer kept for this question, or null.</summary>
    public ReadyAnswer? Find(RegistrySnapshot snapshot, HttpRequest request)
        => _kept is { } kept && ReferenceEquals(kept.Snapshot, snapshot) && kept.Answers.TryGetValue(Question.Of(request), out var answer) ? answer : null;

    /// <summary>Keeps an answer while there is room, unless a later state is asked about already.</summary>
    public ReadyAnswer Keep(RegistrySnapshot snapshot, HttpRequest request, ReadyAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(answer);
        var kept = _kept;
        if (kept is null || !ReferenceEquals(kept.Snapshot, snapshot))
        {
            if (kept is not null && kept.Snapshot.Epoch == snapshot.Epoch && kept.Snapshot.Revision > snapshot.Revision)
            {
                return answer;
            }

            _kept = kept = new Kept(snapshot);
        }

        if (kept.Answers.Count < MostAnswers
            && (Interlocked.Add(ref kept.Bytes, answer.Length) > MostBytes || !kept.Answers.TryAdd(Question.Of(request), answer)))
        {
            Interlocked.Add(ref kept.Bytes, -answer.Length);
        }

        return answer;
    }

    private readonly record struct Question(string Path, string Query)
    {
        internal static Question Of(HttpRequest request) => new(request.Path.Value ?? "", request.QueryString.Value ?? "");
    }

    private sealed class Kept(RegistrySnapshot snapshot)
    {
        internal long Bytes;

        internal RegistrySnapshot Snapshot => snapshot;

        internal ConcurrentDictionary<Question, ReadyAnswer> Answers { get; } = new();
    }
}
