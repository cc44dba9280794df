using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>Pages of issues, in the order of their paths.</summary>
internal static class IssuePages
{
    private static readonly string[] Severities = ["error", "warning", "info"];
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The page that a query asks for.</summary>
    /// <exception cref="ProblemException">400: the query is not valid.</exception>
    internal static ReadyAnswer List(RegistrySnapshot snapshot, ListQuery page, HttpRequest request)
    {
        var query = request.Query;
        var errors = new List<ProblemError>();
        var severity = QueryText.Single(query, "severity", errors);
        var code = QueryText.Single(query, "code", errors);
        var root = QueryText.Single(query, "root", errors);
        if (severity is not null && !Severities.Contains(severity))
        {
            errors.Add(new ProblemError("?severity", "bad_value", "'severity' is error, warning or info."));
        }

        var after = First(page.Cursor, errors);
        QueryText.ThrowIfAny(errors);
        var all = All(snapshot)
            .Where(entry => (severity is null || CrateJson.NameOf(entry.Issue.Severity) == severity)
                && (code is null || entry.Issue.Code == code)
                && (root is null || Files.RootPaths.Contains(root, entry.Issue.Path)))
            .ToList();
        var first = Math.Min(after, all.Count);
        var items = all.GetRange(first, Math.Min(page.Limit, all.Count - first));
        var next = first + items.Count < all.Count ? page.After((first + items.Count).ToString(CultureInfo.InvariantCulture)) : null;
        var etag = ETags.Of(
            snapshot.Epoch,
            snapshot.Revision.ToString(CultureInfo.InvariantCulture),
            snapshot.IssuesRevision.ToString(CultureInfo.InvariantCulture),
            string.Join('&', query.Select(parameter => $"{parameter.Key}={parameter.Value}")));
        return new ReadyAnswer(JsonArray.Join(items.ConvertAll(Write)), etag, ListLinks.Next(request, next), page.Count ? all.Count : null);
    }

    /// <summary>Issues come and go with every scan, so a page simply begins at a number.</summary>
    private static int First(ListCursor? cursor, List<ProblemError> errors)
    {
        if (cursor is null)
        {
            return 0;
        }

        if (cursor.Keys is [var key] && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            return first;
        }

        errors.Add(new ProblemError("?cursor", "bad_cursor", "'cursor' is taken unchanged from the previous page's next link."));
        return 0;
    }

    private static IEnumerable<(ManifestIssue Issue, string? Crate)> All(RegistrySnapshot snapshot)
        => snapshot.FolderIssues.Values.Select(issue => (issue, (string?)null))
            .Concat(snapshot.ByPath.Values.SelectMany(crate => crate.Issues.Select(issue => (issue, (string?)crate.Name))))
            .OrderBy(entry => entry.issue.Path, StringComparer.Ordinal)
            .ThenBy(entry => entry.issue.Line);

    private static ReadOnlyMemory<byte> Write((ManifestIssue Issue, string? Crate) entry)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            CrateJson.WriteIssue(json, entry.Issue, entry.Crate);
        }

        return buffer.WrittenMemory;
    }
}
