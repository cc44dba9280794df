using System.Globalization;
using Ctas7.ServiceDefaults.Http;
using Ctas7.ServiceDefaults.Idempotency;
using Microsoft.OpenApi;

namespace Ctas7.ServiceDefaults.OpenApi;

/// <summary>Describes what the defaults add to a route and what reflection over its handler cannot see.</summary>
internal static class OperationContract
{
    public static void Complete(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd("default", ProblemSchema.Response(document));
        foreach (var described in metadata)
        {
            switch (described)
            {
                case ListParameters list:
                    AddList(operation, list);
                    break;
                case QueryParameters query:
                    foreach (var name in query.Names)
                    {
                        Add(operation, ParameterLocation.Query, name, new OpenApiSchema { Type = JsonSchemaType.String }, null);
                    }

                    break;
                case IdempotentRoute:
                    Add(operation, ParameterLocation.Header, "Idempotency-Key", new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
                        "The same key and body gets the first answer for 24 h.");
                    break;
            }
        }
    }

    private static void AddList(OpenApiOperation operation, ListParameters list)
    {
        Add(operation, ParameterLocation.Query, "limit", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = ListQuery.MaxLimit.ToString(CultureInfo.InvariantCulture),
            Default = ListQuery.DefaultLimit,
        }, "Items on a page.");
        var cursor = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = ListCursor.MaxLength };
        Add(operation, ParameterLocation.Query, "cursor", cursor, "From the next link of the page before.");
        var count = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["none"] };
        Add(operation, ParameterLocation.Query, "count", count, "none: no X-Total-Count.");
        if (list.Sortable.Count > 0)
        {
            var sort = new OpenApiSchema { Type = JsonSchemaType.String };
            Add(operation, ParameterLocation.Query, "sort", sort, $"Comma-separated, - for descending: {string.Join(", ", list.Sortable)}.");
        }
    }

    private static void Add(OpenApiOperation operation, ParameterLocation place, string name, OpenApiSchema schema, string? description)
    {
        operation.Parameters ??= [];
        if (!operation.Parameters.Any(known => known.In == place && known.Name == name))
        {
            operation.Parameters.Add(new OpenApiParameter { In = place, Name = name, Schema = schema, Description = description });
        }
    }
}
