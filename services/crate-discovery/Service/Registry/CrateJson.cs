using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>
/// <c>SmartCrate</c> as JSON. Written once per change of a crate, field by field, so that a list is a copy of bytes and
/// <c>?fields=</c> is a choice of writers.
/// </summary>
public static class CrateJson
{
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // Only what JSON itself demands is escaped: bodies are application/json with nosniff.
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly ImmutableArray<Field> All =
    [
        new("id", (json, crate) => json.WriteStringValue(crate.Id)),
        new("name", (json, crate) => json.WriteStringValue(crate.Name)),
        new("version", (json, crate) => json.WriteStringValue(crate.Manifest?.Version ?? "")),
        new("edition", (json, crate) => json.WriteStringValue(crate.Manifest?.Edition ?? "")),
        new("smart_crate_version", (json, crate) => json.WriteStringValue(crate.Manifest?.SmartCrateVersion ?? "")),
        new("foundation", (json, crate) => json.WriteStringValue(crate.Manifest?.Foundation ?? "")),
        new("classification", (json, crate) => json.WriteStringValue(crate.Manifest?.Classification ?? ManifestParser.Unclassified)),
        new("tesla_grade", (json, crate) => json.WriteBooleanValue(crate.Manifest?.TeslaGrade ?? false)),
        new("retrofit_timestamp", (json, crate) => json.WriteStringValue(crate.Manifest?.RetrofitTimestamp)),
        new("ports", (json, crate) => WritePorts(json, crate.Manifest)),
        new("qa_metrics", (json, crate) => WriteQa(json, crate.Manifest?.Qa)),
        new("path", (json, crate) => json.WriteStringValue(crate.Path)),
        new("root", (json, crate) => json.WriteStringValue(crate.Root)),
        new("description", (json, crate) => json.WriteStringValue(crate.Manifest?.Description ?? "")),
        new("domains", (json, crate) => WriteStrings(json, crate.Manifest?.Domains ?? [])),
        new("capabilities", (json, crate) => WriteStrings(json, crate.Manifest?.Capabilities ?? [])),
        new("endpoints", (json, crate) => WriteEndpoints(json, crate.Manifest)),
        new("dependencies", (json, crate) => WriteDependencies(json, crate.Manifest)),
        new("state", (json, crate) => json.WriteStringValue(NameOf(crate.State))),
        new("stale_since", (json, crate) => WriteTime(json, crate.StaleSince)),
        new("missing_since", (json, crate) => WriteTime(json, crate.MissingSince)),
        new("removal_due", (json, crate) => WriteTime(json, crate.RemovalDue)),
        new("issues", (json, crate) => WriteIssues(json, crate.Issues)),
        new("compliance", (json, crate) => WriteCompliance(json, crate.Manifest)),
        new("duplicates", (json, crate) => WriteStrings(json, crate.Duplicates)),
        new("trivariate_hash", (json, crate) => json.WriteStringValue(crate.Manifest?.TrivariateHash ?? "")),
        new("content_hash", (json, crate) => json.WriteStringValue(crate.ContentHash)),
        new("discovered_at", (json, crate) => WriteTime(json, crate.DiscoveredAt)),
        new("updated_at", (json, crate) => WriteTime(json, crate.UpdatedAt)),
        new("revision", (json, crate) => json.WriteNumberValue(crate.Revision)),
    ];

    /// <summary>The names of the fields, in order.</summary>
    public static ImmutableArray<string> Fields { get; } = [.. All.Select(field => field.Name)];

    /// <summary>The wire word of a state.</summary>
    public static string NameOf(CrateState state) => state switch
    {
        CrateState.Valid => "valid",
        CrateState.Stale => "stale",
        CrateState.Invalid => "invalid",
        _ => "missing",
    };

    /// <summary>The wire word of a severity.</summary>
    public static string NameOf(IssueSeverity severity) => severity switch
    {
        IssueSeverity.Error => "error",
        IssueSeverity.Warning => "warning",
        _ => "info",
    };

    /// <summary>The whole crate without its manifest.</summary>
    public static byte[] Write(CrateRecord crate) => Write(crate, null, includeManifest: false);

    /// <summary>The crate with the named fields (all when null), and its manifest as <c>manifest</c> when asked for.</summary>
    public static byte[] Write(CrateRecord crate, IReadOnlyCollection<string>? fields, bool includeManifest)
    {
        ArgumentNullException.ThrowIfNull(crate);
        var buffer = new ArrayBufferWriter<byte>(2048 + (includeManifest ? crate.Manifest?.Json.Length ?? 0 : 0));
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            foreach (var field in All)
            {
                if (fields is null || fields.Contains(field.Name))
                {
                    json.WritePropertyName(field.Name);
                    field.Write(json, crate);
                }
            }

            if (includeManifest)
            {
                json.WritePropertyName("manifest");
                WriteManifest(json, crate.Manifest);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Calls <paramref name="differs"/> for every field whose value is not the same, with both values as JSON.</summary>
    internal static void Compare(CrateRecord before, CrateRecord after, Difference differs)
    {
        var (old, now) = (new ArrayBufferWriter<byte>(1024), new ArrayBufferWriter<byte>(1024));
        using var oldJson = new Utf8JsonWriter(old, Form);
        using var nowJson = new Utf8JsonWriter(now, Form);
        foreach (var field in All)
        {
            WriteValue(field, before, old, oldJson);
            WriteValue(field, after, now, nowJson);
            if (!old.WrittenSpan.SequenceEqual(now.WrittenSpan))
            {
                differs(field.Name, old.WrittenSpan, now.WrittenSpan);
            }
        }
    }

    /// <summary>One issue, with the name of its crate as <c>crate</c> when that is given.</summary>
    public static void WriteIssue(Utf8JsonWriter json, ManifestIssue issue, string? crate = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(issue);
        json.WriteStartObject();
        json.WriteString("severity", NameOf(issue.Severity));
        json.WriteString("code", issue.Code);
        json.WriteString("message", issue.Message);
        json.WriteString("path", issue.Path);
        json.WriteNumber("line", issue.Line);
        json.WriteNumber("column", issue.Column);
        if (crate is not null)
        {
            json.WriteString("crate", crate);
        }

        json.WriteEndObject();
    }

    /// <summary>RFC 3339, UTC, milliseconds.</summary>
    public static void WriteTime(Utf8JsonWriter json, DateTimeOffset? time)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (time is null)
        {
            json.WriteNullValue();
            return;
        }

        Span<char> text = stackalloc char[24];
        time.Value.UtcDateTime.TryFormat(text, out var length, TimeForm, System.Globalization.CultureInfo.InvariantCulture);
        json.WriteStringValue(text[..length]);
    }

    private static void WriteValue(Field field, CrateRecord crate, ArrayBufferWriter<byte> buffer, Utf8JsonWriter json)
    {
        buffer.ResetWrittenCount();
        json.Reset();
        field.Write(json, crate);
        json.Flush();
    }

    private static void WriteManifest(Utf8JsonWriter json, Manifest? manifest)
    {
        if (manifest is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(manifest.Json.Span, skipInputValidation: true);
        }
    }

    private static void WritePorts(Utf8JsonWriter json, Manifest? manifest)
    {
        json.WriteStartObject();
        foreach (var (name, port) in manifest?.Ports ?? [])
        {
            json.WriteNumber(name, port);
        }

        json.WriteEndObject();
    }

    private static void WriteEndpoints(Utf8JsonWriter json, Manifest? manifest)
    {
        json.WriteStartObject();
        foreach (var (name, endpoint) in manifest?.Endpoints ?? [])
        {
            json.WriteString(name, endpoint);
        }

        json.WriteEndObject();
    }

    private static void WriteQa(Utf8JsonWriter json, QaMetrics? qa)
    {
        if (qa is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        if (qa.PhdSuiteEnabled is { } enabled)
        {
            json.WriteBoolean("phd_suite_enabled", enabled);
        }
        else
        {
            json.WriteNull("phd_suite_enabled");
        }

        WriteNumber(json, "minimum_score", qa.MinimumScore);
        WriteNumber(json, "code_coverage_minimum", qa.CodeCoverageMinimum);
        WriteNumber(json, "complexity_threshold", qa.ComplexityThreshold);
        WriteNumber(json, "maintainability_index_minimum", qa.MaintainabilityIndexMinimum);
        WriteNumber(json, "technical_debt_ratio_maximum", qa.TechnicalDebtRatioMaximum);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteDependencies(Utf8JsonWriter json, Manifest? manifest)
    {
        json.WriteStartArray();
        foreach (var dependency in manifest?.Dependencies ?? [])
        {
            json.WriteStartObject();
            json.WriteString("key", dependency.Key);
            json.WriteString("name", dependency.Name);
            json.WriteString("requirement", dependency.Requirement);
            json.WriteString("path", dependency.Path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIssues(Utf8JsonWriter json, ImmutableArray<ManifestIssue> issues)
    {
        json.WriteStartArray();
        foreach (var issue in issues)
        {
            WriteIssue(json, issue);
        }

        json.WriteEndArray();
    }

    internal static void WriteCompliance(Utf8JsonWriter json, Manifest? manifest)
    {
        json.WriteStartObject();
        if (manifest is not null)
        {
            WriteReport(json, "canonical", manifest.Canonical);
            WriteReport(json, "rfc9101", manifest.Rfc9101);
        }

        json.WriteEndObject();
    }

    private static void WriteReport(Utf8JsonWriter json, string name, ComplianceReport report)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("satisfied", report.Satisfied);
        json.WritePropertyName("missing");
        WriteStrings(json, report.Missing);
        json.WritePropertyName("deviations");
        WriteStrings(json, report.Deviations);
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, ImmutableArray<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>A field with the values before and after.</summary>
    internal delegate void Difference(string field, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after);

    private sealed record Field(string Name, Action<Utf8JsonWriter, CrateRecord> Write);
}
