using System.Collections.Concurrent;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>
/// Answers of one snapshot, by question: the same question at the same revision is answered with the same bytes. Keeps at most
/// 64 answers and 32 MiB, and starts anew with each snapshot. Thread-safe.
/// </summary>
public sealed class GraphReplies
{
    private const int MostReplies = 64;
    private const int MostBytes = 32 * 1024 * 1024;
    private volatile Kept? _kept;

    /// <summary>The answer kept for <paramref name="question"/>, or the one made now, which is kept while there is room.</summary>
    public GraphReply Get(GraphSnapshot graph, string question, Func<GraphReply> make)
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

        reply = make();
        if (kept.Replies.Count < MostReplies && Interlocked.Add(ref kept.Bytes, reply.Length) <= MostBytes)
        {
            kept.Replies.TryAdd(question, reply);
        }

        return reply;
    }

    private sealed class Kept(GraphSnapshot graph)
    {
        internal long Bytes;

        internal GraphSnapshot Graph => graph;

        internal ConcurrentDictionary<string, GraphReply> Replies { get; } = new(StringComparer.Ordinal);
    }
}
