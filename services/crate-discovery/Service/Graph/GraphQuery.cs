using System.Globalization;
using Ctas7.CrateDiscovery.Api;
using Ctas7.CrateDiscovery.Graph.Export;
using Ctas7.CrateDiscovery.Graph.Queries;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>Reads the query strings of <c>/api/graph</c>; every fault is kept until <see cref="ThrowIfBad"/>.</summary>
internal sealed class GraphQuery(IQueryCollection query)
{
    /// <summary>Most steps from a root.</summary>
    internal const int MostDepth = 64;

    private static readonly string[] Directions = ["out", "in", "both"];
    private readonly List<ProblemError> _errors = [];

    internal string? Text(string name) => QueryText.Single(query, name, _errors);

    internal string Required(string name, string example)
    {
        if (!query.ContainsKey(name))
        {
            _errors.Add(new ProblemError($"?{name}", "missing", $"'{name}' is missing: name a node, such as {example}."));
        }

        return Text(name) ?? "";
    }

    internal int Number(string name, int fallback, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        _errors.Add(new ProblemError($"?{name}", "out_of_range", $"'{name}' is a whole number from {least} to {most}."));
        return fallback;
    }

    internal GraphDirection Direction(GraphDirection fallback)
    {
        if (Text("direction") is not { } text)
        {
            return fallback;
        }

        var index = Array.IndexOf(Directions, text);
        if (index < 0)
        {
            _errors.Add(new ProblemError("?direction", "bad_value", "'direction' is out, in or both."));
        }

        return index < 0 ? fallback : (GraphDirection)index;
    }

    internal GraphFormat Format()
    {
        if (Text("format") is not { } text)
        {
            return GraphFormat.Json;
        }

        var index = GraphFormats.Words.IndexOf(text);
        if (index < 0)
        {
            _errors.Add(new ProblemError("?format", "bad_value", $"'format' is {string.Join(", ", GraphFormats.Words[..^1])} or {GraphFormats.Words[^1]}."));
        }

        return (GraphFormat)Math.Max(index, 0);
    }

    internal GraphFilter Filter()
    {
        var unknown = new List<string>();
        var filter = GraphFilter.Parse(Text("kinds")?.Split(',') ?? [], unknown);
        foreach (var word in unknown.Take(10))
        {
            var known = string.Join(", ", [.. Model.GraphWords.NodeKinds, .. Model.GraphWords.EdgeKinds]);
            _errors.Add(new ProblemError("?kinds", "unknown_kind", $"'{word}' is no kind of node or edge; known are {known}."));
        }

        return filter;
    }

    internal GraphCut Cut() => new(
        Number("limit", GraphCut.DefaultNodes, 1, GraphCut.MostNodes), Number("edge_limit", GraphCut.DefaultEdges, 1, GraphCut.MostEdges));

    /// <summary>Notes that parameters were given which mean nothing without another one.</summary>
    internal void OnlyWith(string needed, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (query.ContainsKey(name) && !query.ContainsKey(needed))
            {
                _errors.Add(new ProblemError($"?{name}", $"needs_{needed}", $"'{name}' means nothing without '{needed}': name the node to begin at, or leave '{name}' out."));
            }
        }
    }

    internal void ThrowIfBad() => QueryText.ThrowIfAny(_errors);
}
