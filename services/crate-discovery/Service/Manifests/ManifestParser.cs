using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>
/// Makes a <see cref="Manifest"/> of the bytes of a <c>smart-crate.toml</c>, or says what is wrong with them. Only what
/// leaves no usable crate is an error: TOML itself, the limits, the root table, <c>name</c> and <c>version</c>. Anything else of
/// a wrong form is left out with a warning. Never throws for any input. Thread-safe.
/// </summary>
public sealed class ManifestParser
{
    /// <summary>Largest manifest: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Deepest nesting of tables and arrays.</summary>
    public const int MaxDepth = 64;

    /// <summary>Classification of a manifest that names none.</summary>
    public const string Unclassified = "unclassified";

    private const string RootTable = "smart-crate";
    private static readonly string[] OtherRootTables = ["smart_crate", "crate"];
    private static readonly JsonWriterOptions JsonForm = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly TomlOptions _options;

    /// <param name="version">The TOML edition of manifests.</param>
    public ManifestParser(TomlVersion version)
        => _options = new TomlOptions { Version = version, MaxBytes = MaxBytes, MaxDepth = MaxDepth };

    /// <summary>What to say of a manifest over the limit.</summary>
    public static ManifestIssue TooLarge(string path)
        => new(IssueSeverity.Error, IssueCodes.TooLarge, $"The manifest is larger than {MaxBytes / 1024} KiB: a manifest describes a crate, data belongs beside it.", path);

    /// <summary>Parses; null with the errors in <paramref name="issues"/> when no usable crate comes of it.</summary>
    /// <param name="path">Path of the manifest, for the issues.</param>
    /// <param name="content">Its bytes, which must not change afterwards.</param>
    /// <param name="contentHash">SHA-256 of the bytes, lower hex.</param>
    /// <param name="issues">Everything found wrong.</param>
    public Manifest? Parse(string path, ReadOnlyMemory<byte> content, string contentHash, out ImmutableArray<ManifestIssue> issues)
    {
        if (!TomlDocument.TryParse(content, _options, out var document, out var error))
        {
            issues = [new ManifestIssue(IssueSeverity.Error, CodeOf(error.Code), error.Message, path, error.Position.Line, error.Position.Column)];
            return null;
        }

        var reader = new FieldReader(document.Root, path);
        var manifest = Read(document.Root, reader, content, contentHash);
        issues = reader.Issues.ToImmutable();
        return issues.Any(issue => issue.Severity == IssueSeverity.Error) ? null : manifest! with { Issues = issues };
    }

    /// <summary>The document of bytes that <see cref="Parse"/> took, for whoever needs places in it.</summary>
    internal TomlDocument Read(ReadOnlyMemory<byte> content) => TomlDocument.Parse(content, _options);

    private static Manifest? Read(TomlTable document, FieldReader reader, ReadOnlyMemory<byte> content, string contentHash)
    {
        if (!FindRoot(document, reader, out var root, out var rootName))
        {
            return null;
        }

        var name = Required(reader, root, rootName, "name");
        var version = Required(reader, root, rootName, "version");
        if (name is not null && CrateNames.Fault(name) is { } fault)
        {
            root.TryGetEntry("name", out var entry);
            reader.Note(IssueSeverity.Error, IssueCodes.NameInvalid, $"The name cannot be used: {fault}.", entry.Value.Position);
            return null;
        }

        if (name is null || version is null)
        {
            return null;
        }

        NoteReserved(reader, root, name);
        var metadata = reader.Section("metadata");
        var meta = reader.Section("smart_meta");
        var service = reader.Section("service");
        return new Manifest
        {
            Name = name,
            Version = version,
            Edition = reader.Text(root, rootName, "edition") ?? "",
            SmartCrateVersion = reader.Text(root, rootName, "smart_crate_version") ?? "",
            Foundation = reader.Text(root, rootName, "foundation") ?? "",
            Classification = NotEmpty(reader.Text(root, rootName, "classification")) ?? NotEmpty(reader.Text(metadata, "metadata", "smart_crate_type")) ?? Unclassified,
            TeslaGrade = reader.Flag(root, rootName, "tesla_grade") ?? reader.Flag(metadata, "metadata", "tesla_grade") ?? false,
            RetrofitTimestamp = Timestamp(reader, root, rootName) ?? Timestamp(reader, metadata, "metadata"),
            Description = reader.Text(meta, "smart_meta", "description") ?? reader.Text(root, rootName, "description") ?? reader.Text(metadata, "metadata", "description") ?? "",
            Ports = PortFields.Ports(reader),
            ServicePorts = PortFields.ServicePorts(reader, service),
            NetworkPort = PortFields.NetworkPort(reader),
            Qa = Qa(reader, document),
            Domains = reader.Texts(meta, "smart_meta", "domains"),
            Capabilities = [.. reader.Texts(meta, "smart_meta", "capabilities").Union(reader.Texts(service, "service", "capabilities"), StringComparer.Ordinal)],
            Endpoints = Endpoints(reader),
            Dependencies = DependencyFields.Read(reader),
            SmartFoundations = SmartFoundationFields.Read(reader),
            PortRoles = PortFields.Roles(reader),
            Canonical = Compliance.Canonical(document),
            Rfc9101 = Compliance.Rfc9101(document),
            TrivariateHash = TrivariateHash.Compute(name, content.Span),
            ContentHash = contentHash,
            Json = ToJson(document),
            Source = content,
        };
    }

    private static bool FindRoot(TomlTable document, FieldReader reader, out TomlTable root, out string name)
    {
        name = RootTable;
        if (document.TryGetValue(RootTable, out var value) && value.TryGetTable(out root))
        {
            return true;
        }

        foreach (var other in OtherRootTables)
        {
            if (document.TryGetEntry(other, out var entry) && entry.Value.TryGetTable(out root))
            {
                name = other;
                reader.Note(IssueSeverity.Warning, IssueCodes.RootTableVariant, $"The root table is [{other}]: write [{RootTable}].", entry.KeyPosition);
                return true;
            }
        }

        root = document;
        name = "root";
        if (document.TryGetEntry("name", out var flat) && flat.Value.Kind == TomlValueKind.String)
        {
            reader.Note(IssueSeverity.Warning, IssueCodes.RootTableVariant, $"The crate is described at the top level: write [{RootTable}] above it.", flat.KeyPosition);
            return true;
        }

        reader.Note(IssueSeverity.Error, IssueCodes.RootTableMissing, $"There is no table [{RootTable}], which names the crate and its version.", null);
        return false;
    }

    private static void NoteReserved(FieldReader reader, TomlTable root, string name)
    {
        if (CrateNames.IsReserved(name) && root.TryGetEntry("name", out var entry))
        {
            reader.Note(
                IssueSeverity.Warning,
                IssueCodes.NameReserved,
                $"/api/crates/{name} is a route of its own: this crate is found by its id or with /api/crates?name={name}. Give it another name.",
                entry.Value.Position);
        }
    }

    private static string? Required(FieldReader reader, TomlTable root, string rootName, string key)
    {
        var found = root.TryGetEntry(key, out var entry);
        if (found && entry.Value.TryGetString(out var text) && !string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        var (code, message) = found
            ? (IssueCodes.WrongType, $"[{rootName}].{key} is not a string with something in it.")
            : (IssueCodes.KeyMissing, $"[{rootName}].{key} is missing: every crate has a name and a version.");
        reader.Note(IssueSeverity.Error, code, message, found ? entry.KeyPosition : root.Position);
        return null;
    }

    private static string? Timestamp(FieldReader reader, TomlTable table, string section)
    {
        const string Key = "retrofit_timestamp";
        if (!table.TryGetEntry(Key, out var entry))
        {
            return null;
        }

        if (entry.Value.TryGetTemporal(out var temporal))
        {
            return temporal.ToString();
        }

        var text = reader.Text(table, section, Key);
        if (text is not null && !RetrofitTimestamps.IsKnownForm(text))
        {
            reader.Note(IssueSeverity.Warning, IssueCodes.TimestampForm, $"[{section}].{Key} is not of the form YYYYMMDD-HHMMSS; it is kept as it is.", entry.Value.Position);
        }

        return text;
    }

    private static QaMetrics? Qa(FieldReader reader, TomlTable document)
    {
        if (!document.ContainsKey("qa"))
        {
            return null;
        }

        var qa = reader.Section("qa");
        var metrics = reader.Table("qa", "metrics");
        return new QaMetrics(
            reader.Flag(qa, "qa", "phd_suite_enabled"),
            reader.Number(qa, "qa", "minimum_score"),
            reader.Number(metrics, "qa.metrics", "code_coverage_minimum"),
            reader.Number(metrics, "qa.metrics", "complexity_threshold"),
            reader.Number(metrics, "qa.metrics", "maintainability_index_minimum"),
            reader.Number(metrics, "qa.metrics", "technical_debt_ratio_maximum"));
    }

    private static ImmutableArray<KeyValuePair<string, string>> Endpoints(FieldReader reader)
    {
        var endpoints = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var entry in reader.Section("endpoints"))
        {
            if (entry.Value.TryGetString(out var endpoint))
            {
                endpoints.Add(new(entry.Key, endpoint));
            }
            else
            {
                reader.WrongType(entry, $"[endpoints].{entry.Key}", "a string");
            }
        }

        return endpoints.ToImmutable();
    }

    private static byte[] ToJson(TomlTable document)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, JsonForm))
        {
            document.AsValue().WriteTo(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string CodeOf(TomlErrorCode code) => code switch
    {
        TomlErrorCode.InvalidUtf8 => IssueCodes.NotUtf8,
        TomlErrorCode.TooLarge => IssueCodes.TooLarge,
        TomlErrorCode.TooDeep => IssueCodes.TooDeep,
        _ => IssueCodes.Syntax,
    };
}
