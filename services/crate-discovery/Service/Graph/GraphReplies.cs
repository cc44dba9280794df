using System.Collections.Concurrent;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>
/// Answers of one snapshot, by question: the same question at the same revision is answered with the same bytes. Keeps at most
/// 64 answers of at most <see cref="LargestKept"/> each, and starts anew with each snapshot. Thread-safe.
/// </summary>
public sealed class GraphReplies
{
    /// <summary>Size in bytes of the largest answer that is kept; what is larger is made anew, and sent piece by piece.</summary>
    internal const int LargestKept = 256 * 1024;

    private const int MostReplies = 64;
    private volatile Kept? _kept;

    /// <summary>The answer kept for <paramref name="question"/>, or the one made now, which is kept when it is small and there is room.</summary>
    /// <param name="graph">Of which snapshot.</param>
    /// <param name="question">The path and the query.</param>
    /// <param name="make">Makes the answer; tells whether it may be kept.</param>
    public IResult Get(GraphSnapshot graph, string question, Func<(IResult Reply, bool IsSmall)> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        var kept = _kept;
        if (kept is null || !ReferenceEquals(kept.Graph, graph))
        {
            _kept = kept = new Kept(graph);
        }

        if (kept.Replies.TryGetValue(question, out var reply))
        {
            return reply;
        }

        (reply, var isSmall) = make();
        if (isSmall && Interlocked.Increment(ref kept.Count) <= MostReplies)
        {
            kept.Replies.TryAdd(question, reply);
        }

        return reply;
    }

    private sealed class Kept(GraphSnapshot graph)
    {
        internal int Count;

        internal GraphSnapshot Graph => graph;

        internal ConcurrentDictionary<string, IResult> Replies { get; } = new(StringComparer.Ordinal);
    }
}
