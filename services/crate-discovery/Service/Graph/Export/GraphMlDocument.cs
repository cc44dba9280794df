using System.Globalization;
using System.Text;
using System.Xml;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Export;

/// <summary>GraphML 1.1: every datum has its key declared, every key its type.</summary>
internal static class GraphMlDocument
{
    private const string Namespace = "http://graphml.graphdrawing.org/xmlns";

    private static readonly (string Id, string For, string Name, string Type)[] Keys =
    [
        ("n_id", "node", "id", "string"),
        ("n_kind", "node", "kind", "string"),
        ("n_name", "node", "name", "string"),
        ("n_unresolved", "node", "unresolved", "boolean"),
        ("n_state", "node", "state", "string"),
        ("n_version", "node", "version", "string"),
        ("n_distance", "node", "distance", "int"),
        ("e_kind", "edge", "kind", "string"),
        ("e_source", "edge", "source", "string"),
        ("e_key", "edge", "key", "string"),
        ("e_requirement", "edge", "requirement", "string"),
        ("e_declared_by", "edge", "declared_by", "string"),
    ];

    internal static byte[] Write(GraphView view)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("graphml", Namespace);
            foreach (var (id, owner, name, type) in Keys)
            {
                xml.WriteStartElement("key", Namespace);
                xml.WriteAttributeString("id", id);
                xml.WriteAttributeString("for", owner);
                xml.WriteAttributeString("attr.name", name);
                xml.WriteAttributeString("attr.type", type);
                xml.WriteEndElement();
            }

            xml.WriteStartElement("graph", Namespace);
            xml.WriteAttributeString("id", "slot_graph");
            xml.WriteAttributeString("edgedefault", "directed");
            if (GraphExport.CutNote(view) is { } note)
            {
                xml.WriteElementString("desc", Namespace, note);
            }

            WriteNodes(xml, view);
            WriteEdges(xml, view);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void WriteNodes(XmlWriter xml, GraphView view)
    {
        var number = 0;
        var written = new HashSet<int>();
        foreach (var (node, distance) in view.Nodes.Where(found => written.Add(found.Node.Slot)))
        {
            xml.WriteStartElement("node", Namespace);
            xml.WriteAttributeString("id", string.Create(CultureInfo.InvariantCulture, $"n{number++}"));
            WriteData(xml, "n_id", node.Id);
            WriteData(xml, "n_kind", node.Kind.Word());
            WriteData(xml, "n_name", node.Name);
            WriteData(xml, "n_unresolved", node.Unresolved ? "true" : "false");
            if (node.Crate is { } crate)
            {
                WriteData(xml, "n_state", CrateJson.NameOf(crate.State));
                WriteData(xml, "n_version", crate.Manifest?.Version ?? "");
            }

            if (distance >= 0)
            {
                WriteData(xml, "n_distance", distance.ToString(CultureInfo.InvariantCulture));
            }

            xml.WriteEndElement();
        }
    }

    private static void WriteEdges(XmlWriter xml, GraphView view)
    {
        var numbers = GraphExport.Numbers(view);
        foreach (var edge in view.Edges)
        {
            xml.WriteStartElement("edge", Namespace);
            xml.WriteAttributeString("source", string.Create(CultureInfo.InvariantCulture, $"n{numbers[edge.From]}"));
            xml.WriteAttributeString("target", string.Create(CultureInfo.InvariantCulture, $"n{numbers[edge.To]}"));
            WriteData(xml, "e_kind", edge.Kind.Word());
            WriteData(xml, "e_source", edge.Fact.Source);
            WriteData(xml, "e_key", edge.Fact.Key);
            WriteData(xml, "e_requirement", edge.Fact.Requirement);
            WriteData(xml, "e_declared_by", edge.Fact.DeclaredBy);
            xml.WriteEndElement();
        }
    }

    private static void WriteData(XmlWriter xml, string key, string value)
    {
        xml.WriteStartElement("data", Namespace);
        xml.WriteAttributeString("key", key);
        xml.WriteString(Legal(value));
        xml.WriteEndElement();
    }

    /// <summary>XML 1.0 cannot hold most control characters in any form.</summary>
    private static string Legal(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var legal = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            legal.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString());
        }

        return legal.ToString();
    }
}
