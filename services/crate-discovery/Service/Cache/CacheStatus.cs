namespace Ctas7.CrateDiscovery.Cache;

/// <summary>The header <c>Cache-Status</c> (RFC 9211) on answers that rest on the cache instead of the disk.</summary>
internal static class CacheStatus
{
    private const string Header = "Cache-Status";
    private const string FromCache = "ctas7-crates; hit; detail=cache";

    /// <summary>Adds the header to crates and graph until they are known anew.</summary>
    internal static IApplicationBuilder UseCacheStatus(this IApplicationBuilder app)
    {
        var origin = app.ApplicationServices.GetRequiredService<RegistryOrigin>();
        return app.Use((context, next) =>
        {
            if (origin.Source == RegistrySource.Cache
                && (context.Request.Path.StartsWithSegments("/api/crates", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/api/graph", StringComparison.Ordinal)))
            {
                context.Response.Headers[Header] = FromCache;
            }

            return next(context);
        });
    }
}
