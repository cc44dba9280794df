using Grpc.Core;

namespace Grpc.Protocol;

/// <summary>Turns headers into metadata.</summary>
internal static class WireMetadata
{
    /// <summary>
    /// Adds one received header. Names that no metadata key may have are left out. A <c>-bin</c> value may be a list
    /// with commas, each part base64 with or without padding.
    /// </summary>
    /// <exception cref="FormatException">A <c>-bin</c> value that is not base64.</exception>
    public static void Add(Metadata metadata, string name, string value)
    {
        if (WireNames.IsProtocolHeader(name) || !Metadata.Entry.IsKey(name))
        {
            return;
        }

        if (!Metadata.Entry.HasBinarySuffix(name))
        {
            metadata.Add(name, value);
            return;
        }

        foreach (var part in value.Split(','))
        {
            metadata.Add(name, FromBase64(name, part.Trim()));
        }
    }

    private static byte[] FromBase64(string name, string text)
    {
        var padded = (text.Length % 4) switch
        {
            2 => text + "==",
            3 => text + "=",
            _ => text,
        };
        try
        {
            return Convert.FromBase64String(padded);
        }
        catch (FormatException)
        {
            throw new FormatException($"The header '{name}' is not base64; values of headers that end in '-bin' must be.");
        }
    }
}
