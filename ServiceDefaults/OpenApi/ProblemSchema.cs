using Microsoft.OpenApi;

namespace Ctas7.ServiceDefaults.OpenApi;

/// <summary>The schema <c>problem</c> of every error answer.</summary>
internal static class ProblemSchema
{
    public const string Name = "problem";
    public const string MediaType = "application/problem+json";

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(Name, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457 problem details.",
            Required = new HashSet<string> { "type", "title", "status", "detail", "instance", "code", "trace_id", "retryable" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Of(JsonSchemaType.String, "URI of the kind of problem; ends with its code."),
                ["title"] = Of(JsonSchemaType.String, "The status in words."),
                ["status"] = Of(JsonSchemaType.Integer, "The HTTP status."),
                ["detail"] = Of(JsonSchemaType.String, "What is wrong here, and what to do."),
                ["instance"] = Of(JsonSchemaType.String, "The path that was asked."),
                ["code"] = Of(JsonSchemaType.String, "Stable, lower_snake."),
                ["trace_id"] = Of(JsonSchemaType.String, "Names the trace and the log entries."),
                ["retryable"] = Of(JsonSchemaType.Boolean, "Whether the same request may succeed later."),
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Description = "Each fault of the input.", Items = Fault() },
            },
        });
    }

    /// <summary>The answer of any operation that fails.</summary>
    public static OpenApiResponse Response(OpenApiDocument document) => new()
    {
        Description = "Any error.",
        Content = new Dictionary<string, OpenApiMediaType> { [MediaType] = new() { Schema = new OpenApiSchemaReference(Name, document) } },
    };

    private static OpenApiSchema Fault() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "pointer", "code", "message" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["pointer"] = Of(JsonSchemaType.String, "RFC 6901 pointer into the body, ?name of a query parameter, or header:name."),
            ["code"] = Of(JsonSchemaType.String, "Stable, lower_snake."),
            ["message"] = Of(JsonSchemaType.String, "What is wrong, and what to send instead."),
        },
    };

    private static OpenApiSchema Of(JsonSchemaType type, string description) => new() { Type = type, Description = description };
}
