using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>Where a page begins: after the item with these keys, in this order. Opaque to clients; not a secret.</summary>
/// <param name="Order">The sort it belongs to, as the query wrote it; empty for the route's own.</param>
/// <param name="Keys">The sort keys of the last item sent, the unique one last.</param>
public sealed record ListCursor(string Order, IReadOnlyList<string> Keys)
{
    /// <summary>Longer cursors are refused unread.</summary>
    public const int MaxLength = 4096;

    /// <summary>Base64url of a JSON array: the order, then the keys.</summary>
    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<string[]>([Order, .. Keys]));

    /// <summary>Reads what <see cref="Encode"/> wrote; false for anything else, never an exception.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out ListCursor? cursor)
    {
        ArgumentNullException.ThrowIfNull(text);
        cursor = null;
        if (text.Length is 0 or > MaxLength || !Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            if (JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(text)) is [{ } order, .. var keys]
                && Array.TrueForAll(keys, key => key is not null))
            {
                cursor = new ListCursor(order, keys!);
            }
        }
        catch (JsonException)
        {
            // Someone's own invention.
        }

        return cursor is not null;
    }
}
