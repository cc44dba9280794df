using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ctas7.CrateDiscovery.Graph.Export;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;

namespace Ctas7.CrateDiscovery.Tests.Graph.Export;

/// <summary>What is exported is read back by a strict reader of each format, and says the same nodes and edges, whatever the names are.</summary>
public sealed partial class GraphExportTests
{
    private static readonly XNamespace Ml = "http://graphml.graphdrawing.org/xmlns";

    private static readonly string[] Hostile =
    [
        "\"]; n0 -> n1; x [label=\"", "\\", "\\N\\G\\\"", "a\nb\r\nc\td", "\0\u0001\u001b\u007f\u0085", "&amp; &lt;b&gt; <script>", "]]>", "--> n9", "%% no comment", "end", "subgraph x",
        "#quot;#35;", "`tick`|pipe|", "{{x}}[[y]](z)", "größe 中文 🚀", "\u202egnp.exe", "\uffff\ufffe", "/* x */ // y", "'single'", ":::unresolved", "", " ", "100%",
    ];

    [Fact]
    public void Graphviz_reads_what_is_meant()
    {
        var view = HostileView();
        var lines = Text(view, GraphFormat.Dot).TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("digraph slot_graph {");
        lines[^1].ShouldBe("}");
        var nodes = new List<string>();
        var edges = new List<string>();
        foreach (var line in lines[1..^1])
        {
            if (DotNode().Match(line) is { Success: true } node)
            {
                node.Groups[1].Value.ShouldBe($"{nodes.Count}");
                nodes.Add(Dot(node.Groups[2].Value));
            }
            else if (DotEdge().Match(line) is { Success: true } edge)
            {
                edges.Add($"{edge.Groups[1].Value} {edge.Groups[3].Value} {edge.Groups[2].Value}");
            }
            else
            {
                DotHead().IsMatch(line).ShouldBeTrue(line);
            }
        }

        nodes.ShouldBe(view.Nodes.Select(found => Shown(found.Node, char.IsControl)));
        edges.ShouldBe(Edges(view));
    }

    [Fact]
    public void Mermaid_reads_what_is_meant()
    {
        var view = HostileView();
        var lines = Text(view, GraphFormat.Mermaid).TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("flowchart LR");
        lines[^1].ShouldBe("  classDef unresolved stroke-dasharray: 4 3");
        var nodes = new List<string>();
        var edges = new List<string>();
        foreach (var line in lines[1..^1])
        {
            if (MermaidEdge().Match(line) is { Success: true } edge)
            {
                edges.Add($"{edge.Groups[1].Value} {edge.Groups[2].Value} {edge.Groups[3].Value}");
            }
            else
            {
                var node = MermaidNode().Match(line);
                node.Success.ShouldBeTrue(line);
                node.Groups[1].Value.ShouldBe($"{nodes.Count}");
                nodes.Add(Entity().Replace(node.Groups[2].Value, code => char.ConvertFromUtf32(int.Parse(code.Groups[1].Value, CultureInfo.InvariantCulture))));
            }
        }

        nodes.ShouldBe(view.Nodes.Select(found => Shown(found.Node, char.IsControl)));
        edges.ShouldBe(Edges(view));
    }

    [Fact]
    public void GraphMl_declares_every_key_and_says_what_is_meant()
    {
        var view = HostileView();
        var document = XDocument.Parse(Text(view, GraphFormat.GraphMl));
        document.Root!.Name.ShouldBe(Ml + "graphml");
        var keys = document.Root.Elements(Ml + "key").ToDictionary(key => key.Attribute("id")!.Value);
        var graph = document.Root.Element(Ml + "graph")!;
        graph.Attribute("edgedefault")!.Value.ShouldBe("directed");
        foreach (var data in graph.Descendants(Ml + "data"))
        {
            var key = keys[data.Attribute("key")!.Value];
            key.Attribute("for")!.Value.ShouldBe(data.Parent!.Name.LocalName);
            (key.Attribute("attr.type")!.Value switch { "boolean" => bool.TryParse(data.Value, out _), "int" => int.TryParse(data.Value, out _), _ => true }).ShouldBeTrue();
        }

        var nodes = graph.Elements(Ml + "node").ToList();
        nodes.Select(node => node.Attribute("id")!.Value).ShouldBe(Enumerable.Range(0, view.Nodes.Count).Select(number => $"n{number}"));
        nodes.Select(node => Data(node, "n_id")).ShouldBe(view.Nodes.Select(found => Line(found.Node.Id.Select(letter => System.Xml.XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '\uFFFD'))));
        nodes.Select(node => Data(node, "n_kind")).ShouldBe(view.Nodes.Select(found => found.Node.Kind.Word()));
        graph.Elements(Ml + "edge").Select(edge => $"{edge.Attribute("source")!.Value[1..]} {Data(edge, "e_kind")} {edge.Attribute("target")!.Value[1..]}").ShouldBe(Edges(view));
    }

    [Theory]
    [InlineData(GraphFormat.Dot, "  // Cut: 2 of 3 nodes, 1 of 2 edges.")]
    [InlineData(GraphFormat.Mermaid, "  %% Cut: 2 of 3 nodes, 1 of 2 edges.")]
    [InlineData(GraphFormat.GraphMl, "<desc>Cut: 2 of 3 nodes, 1 of 2 edges.</desc>")]
    public void A_graph_that_is_not_whole_says_so(GraphFormat format, string note)
    {
        var graph = TestRegistry.Of(("/w/a", TestRegistry.Toml("a", "[dependencies]\nx = \"b\"\ny = \"c\"\n")));
        var view = Neighbourhood.Everything(graph, GraphFilter.All, new GraphCut(2, 9), CancellationToken.None);
        Text(view, format).ShouldContain(note);
    }

    /// <summary>Every hostile text as a dependency, a capability, a foundation and a key of a port.</summary>
    private static GraphView HostileView()
    {
        var toml = new StringBuilder("[dependencies]\n");
        foreach (var (text, index) in Hostile.Select((text, index) => (text, index)))
        {
            toml.Append(CultureInfo.InvariantCulture, $"d{index} = {{ package = {Quoted(text)}, version = \"1\" }}\n");
        }

        toml.Append("[ports]\n");
        foreach (var (text, index) in Hostile.Select((text, index) => (text, index)))
        {
            toml.Append(CultureInfo.InvariantCulture, $"{Quoted(text)} = {index + 80}\n");
        }

        toml.Append(CultureInfo.InvariantCulture, $"[smart_meta]\ncapabilities = [{string.Join(", ", Hostile.Select(Quoted))}]\n");
        var graph = TestRegistry.Of(("/w/a", TestRegistry.Toml("a", $"foundation = {Quoted(Hostile[0])}\n{toml}")));
        graph.Count.ShouldBeGreaterThan(3 * (Hostile.Length - 1));
        return Neighbourhood.Around(graph, graph.Find("crate:a")!, 2, GraphDirection.Both, GraphFilter.All, new GraphCut(1000, 1000), CancellationToken.None);
    }

    private static string Quoted(string text) => $"\"{string.Concat(text.EnumerateRunes().Select(rune => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}")))}\"";

    private static string Text(GraphView view, GraphFormat format) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(GraphExport.Write(view, format));

    private static IEnumerable<string> Edges(GraphView view)
    {
        var ids = view.Nodes.Select(found => found.Node.Id).ToList();
        return view.Edges.Select(edge => $"{ids.IndexOf(edge.Fact.From)} {edge.Kind.Word()} {ids.IndexOf(edge.Fact.To)}");
    }

    private static string Shown(GraphNode node, Func<char, bool> illegal)
        => new([.. (node.Kind == NodeKind.Port ? node.Id : node.Name).Select(letter => illegal(letter) ? '\uFFFD' : letter)]);

    private static string Dot(string quoted) => quoted.Replace("\\\\", "\u0001", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal)
        .Replace("\u0001", "\\", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    private static string Data(XElement owner, string key) => Line(owner.Elements(Ml + "data").Single(data => data.Attribute("key")!.Value == key).Value);

    /// <summary>XML itself makes one line feed of every end of a line.</summary>
    private static string Line(IEnumerable<char> text) => string.Concat(text).ReplaceLineEndings("\n");

    // A quoted string of the DOT language with our escapes only: no lone backslash, no quote, no control character, no entity but &amp;.
    [GeneratedRegex(@"^  n(\d+) \[label=""((?:[^""\\&\p{Cc}]|\\\\|\\""|&amp;)*)"", tooltip=""(?:[^""\\&\p{Cc}]|\\\\|\\""|&amp;)*"", shape=(?:box|ellipse|note|component)(?:, style=dashed)?\];$")]
    private static partial Regex DotNode();

    [GeneratedRegex(@"^  n(\d+) -> n(\d+) \[label=""([a-z_]+)"", tooltip=""(?:[^""\\&\p{Cc}]|\\\\|\\""|&amp;)*""\];$")]
    private static partial Regex DotEdge();

    [GeneratedRegex(@"^  (?:rankdir=LR|(?:node|edge) \[fontname=""sans-serif""\]);$")]
    private static partial Regex DotHead();

    [GeneratedRegex(@"^  n(\d+)(?:\[|\(\[|>|\[\[)""((?:[\p{L}\p{Nd} \-_.:\uFFFD]|#\d+;)*)""(?:\]|\]\)|\]\])(?::::unresolved)?$")]
    private static partial Regex MermaidNode();

    [GeneratedRegex(@"^  n(\d+) -->\|([a-z_]+)\| n(\d+)$")]
    private static partial Regex MermaidEdge();

    [GeneratedRegex(@"#(\d+);")]
    private static partial Regex Entity();
}
