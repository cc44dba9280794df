using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ctas7.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Ctas7.ServiceDefaults.OpenApi;

/// <summary>The service's OpenAPI 3.1 document at <c>/openapi/v1.json</c>.</summary>
internal static class ServiceOpenApi
{
    public static IHostApplicationBuilder AddServiceOpenApi(this IHostApplicationBuilder builder)
    {
        var title = builder.Environment.ApplicationName;
        builder.Services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = SchemaId;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = title, Version = ServiceVersion.Text };

                // Where the service happens to listen is no part of its contract; clients come through the gateway.
                document.Servers?.Clear();
                ProblemSchema.AddTo(document);
                LeaveOutHead(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                OperationContract.Complete(operation, context.Description.ActionDescriptor.EndpointMetadata, context.Document!);
                return Task.CompletedTask;
            });
        });
        return builder;
    }

    public static void MapServiceOpenApi(this WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();

    /// <summary>HEAD is GET without its body; a second operation of the same name would say no more.</summary>
    private static void LeaveOutHead(OpenApiDocument document)
    {
        foreach (var path in document.Paths.Values)
        {
            if (path.Operations is { } operations && operations.ContainsKey(HttpMethod.Get))
            {
                operations.Remove(HttpMethod.Head);
            }
        }
    }

    private static string? SchemaId(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id ? JsonNamingPolicy.SnakeCaseLower.ConvertName(id) : null;
}
