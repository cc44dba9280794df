using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ctas7.ServiceDefaults.Json;

/// <summary>
/// The JSON of the suite's wire: property names snake_case, enums lower_snake strings, times RFC 3339 UTC with
/// milliseconds, numbers strict, no duplicate properties. Keys of dictionaries are data and stay as they are.
/// </summary>
public static class Ctas7Json
{
    /// <summary>Ready to use and read-only. Thread-safe.</summary>
    public static JsonSerializerOptions Options { get; } = With();

    /// <summary>
    /// The same rules with metadata from the given source-generated contexts first, and by reflection for types that none of them knows.
    /// The result is read-only; keep it, as every instance has its own cache.
    /// </summary>
    public static JsonSerializerOptions With(params ReadOnlySpan<IJsonTypeInfoResolver> resolvers)
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        for (var index = 0; index < resolvers.Length; index++)
        {
            options.TypeInfoResolverChain.Insert(index, resolvers[index]);
        }

        options.MakeReadOnly();
        return options;
    }

    /// <summary>Sets the rules on options that are still writable, such as those of minimal APIs; known resolvers stay.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 64;

        // Bodies are application/json with nosniff and are never written into a page, so only JSON's own characters are escaped.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new Rfc3339Converter());
        if (options.TypeInfoResolverChain.Count == 0 || !options.TypeInfoResolverChain.Any(resolver => resolver is DefaultJsonTypeInfoResolver))
        {
            options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        }
    }
}
