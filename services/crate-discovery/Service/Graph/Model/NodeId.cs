using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>Ids of nodes: the kind's word, a colon, the name.</summary>
public static class NodeId
{
    /// <summary>Longest name in a node or on an edge, in UTF-16 units. Names of crates are shorter; what a manifest names may be of any length.</summary>
    public const int MostCharacters = 160;

    private const int HashDigits = 16;

    /// <summary><c>crate:name</c>.</summary>
    public static string Crate(string name) => $"crate:{Bounded(name)}";

    /// <summary><c>port:number</c>.</summary>
    public static string Port(int port) => string.Create(CultureInfo.InvariantCulture, $"port:{port}");

    /// <summary><c>capability:word</c>.</summary>
    public static string Capability(string word) => $"capability:{Bounded(word)}";

    /// <summary><c>foundation:name</c>.</summary>
    public static string Foundation(string name) => $"foundation:{Bounded(name)}";

    /// <summary>The kind of an id made here.</summary>
    public static NodeKind KindOf(string id) => id.AsSpan(0, id.IndexOf(':', StringComparison.Ordinal)) switch
    {
        "port" => NodeKind.Port,
        "capability" => NodeKind.Capability,
        "foundation" => NodeKind.Foundation,
        _ => NodeKind.Crate,
    };

    /// <summary>The name in an id made here.</summary>
    public static string NameOf(string id) => id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The text itself, or a long one cut and ended by a part of its hash, so that different texts stay different.</summary>
    public static string Bounded(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= MostCharacters)
        {
            return text;
        }

        var cut = MostCharacters - HashDigits - 1;
        cut -= char.IsHighSurrogate(text[cut - 1]) ? 1 : 0;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];
        return $"{text.AsSpan(0, cut)}…{hash}";
    }
}
