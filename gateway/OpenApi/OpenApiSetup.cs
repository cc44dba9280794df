using Ctas7.Gateway.Routing;
using Microsoft.Net.Http.Headers;

namespace Ctas7.Gateway.OpenApi;

/// <summary>The merged API description at <c>/api/openapi.json</c>, to read in a browser at <c>/api/docs</c>.</summary>
internal static class OpenApiSetup
{
    // Everything the page needs comes from here; its icons are data URIs, its widgets carry style attributes, and its
    // logo has one style element, which is allowed by its hash.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IHostApplicationBuilder AddGatewayOpenApi(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceDocuments>();
        builder.Services.AddSingleton<MergedDocument>();
        return builder;
    }

    public static void MapGatewayOpenApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/openapi.json", GetAsync).ExcludeFromDescription().WithMetadata(new RequiredPermission("gateway:read"));
        routes.MapMethods("/api/docs/{**file}", ["GET", "HEAD"], Page(routes)).ExcludeFromDescription().WithMetadata(new RequiredPermission("gateway:read"));
        routes.MapMethods("/", ["GET", "HEAD"], () => TypedResults.Redirect("/api/docs/index.html")).ExcludeFromDescription();
        routes.MapOtherMethods("/api/openapi.json", "GET");
        routes.MapOtherMethods("/api/docs/{**file}", "GET", "HEAD");
        routes.MapOtherMethods("/", "GET", "HEAD");
    }

    private static async Task<IResult> GetAsync(MergedDocument document, HttpResponse response, CancellationToken cancellation)
    {
        var (json, tag) = await document.GetAsync(cancellation);
        response.Headers.CacheControl = "no-cache";
        return Results.Bytes(json, "application/json", entityTag: EntityTagHeaderValue.Parse(tag));
    }

    private static RequestDelegate Page(IEndpointRouteBuilder routes)
    {
        var branch = routes.CreateApplicationBuilder();
        branch.Use(next => context =>
        {
            // The files are served only where no endpoint has been chosen, and here one has: this one.
            context.SetEndpoint(null);
            context.Response.Headers.ContentSecurityPolicy = PagePolicy;
            return next(context);
        });
        branch.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "api/docs";
            page.DocumentTitle = "CTAS-7 Command Center API";
            page.SwaggerEndpoint("/api/openapi.json", "Every service");
        });
        return branch.Build();
    }
}
