using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>Pages of a crate's history, newest first.</summary>
internal static class HistoryPages
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The page that a query asks for.</summary>
    /// <exception cref="ProblemException">400: the cursor is not one of this list.</exception>
    internal static ReadyAnswer List(RegistrySnapshot snapshot, Guid crate, ImmutableArray<CrateHistoryEntry> history, ListQuery page, HttpRequest request)
    {
        ImmutableArray<CrateHistoryEntry> newest = [.. history.Reverse()];
        var first = First(newest, page.Cursor);
        var items = newest.Skip(first).Take(page.Limit).ToList();
        var next = first + items.Count < newest.Length ? page.After(Keys(items[^1])) : null;
        var etag = ETags.Of(
            snapshot.Epoch,
            crate.ToString(),
            newest.Length == 0 ? "" : string.Join(' ', Keys(newest[0])),
            request.Path.Value,
            request.QueryString.Value);
        return new ReadyAnswer(JsonArray.Join(items.ConvertAll(Write)), etag, ListLinks.Next(request, next), page.Count ? newest.Length : null);
    }

    /// <summary>After the entry that the cursor names; where that is no longer kept, after everything that is newer.</summary>
    private static int First(ImmutableArray<CrateHistoryEntry> newest, ListCursor? cursor)
    {
        if (cursor is null)
        {
            return 0;
        }

        if (cursor.Keys is not [var at, _] || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
        {
            throw new ProblemException(400, "bad_query", "The query is not valid.", errors:
                [new ProblemError("?cursor", "bad_cursor", "'cursor' is taken unchanged from the previous page's next link.")]);
        }

        var same = newest.ToList().FindIndex(entry => Keys(entry).SequenceEqual(cursor.Keys));
        return same >= 0 ? same + 1 : newest.Count(entry => entry.At.UtcTicks >= ticks);
    }

    private static string[] Keys(CrateHistoryEntry entry)
        => [entry.At.UtcTicks.ToString(CultureInfo.InvariantCulture), entry.Revision.ToString(CultureInfo.InvariantCulture)];

    private static ReadOnlyMemory<byte> Write(CrateHistoryEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            json.WritePropertyName("at");
            CrateJson.WriteTime(json, entry.At);
            json.WriteNumber("revision", entry.Revision);
            json.WriteString("kind", CrateHistory.NameOf(entry.Kind));
            json.WriteString("cause", entry.Cause.Word());
            json.WriteString("path", entry.Path);
            json.WriteString("from_path", entry.FromPath);
            json.WriteString("content_hash", entry.ContentHash);
            json.WriteString("version", entry.Version);
            json.WriteStartArray("changed");
            foreach (var change in entry.Changed)
            {
                WriteChange(json, change);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteChange(Utf8JsonWriter json, FieldChange change)
    {
        json.WriteStartObject();
        json.WriteString("field", change.Field);
        WriteValue(json, "before", change.Before);
        WriteValue(json, "after", change.After);
        json.WriteEndObject();
    }

    /// <summary>A value that is not kept is left out, which is not the same as null.</summary>
    private static void WriteValue(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
        }
    }
}
