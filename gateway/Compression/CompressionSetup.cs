using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Compression;

/// <summary>
/// Brotli, else gzip, for text that is worth it. Never for event streams and upgraded connections, which must arrive
/// at once, and never for what a service has compressed itself.
/// </summary>
internal static class CompressionSetup
{
    private static readonly string[] Types =
    [
        "application/json", "application/problem+json", "application/openapi+json", "text/plain", "text/html", "text/css", "text/javascript", "image/svg+xml",
    ];

    public static IHostApplicationBuilder AddGatewayCompression(this IHostApplicationBuilder builder)
    {
        builder.Services.AddResponseCompression(compression =>
        {
            compression.MimeTypes = Types;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        builder.Services.AddSingleton<IResponseCompressionProvider, WorthwhileCompression>();
        return builder;
    }

    public static IApplicationBuilder UseGatewayCompression(this IApplicationBuilder app) => app.UseResponseCompression();

    private sealed class WorthwhileCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
        : ResponseCompressionProvider(services, options)
    {
        // Below this, headers weigh more than what is saved.
        private const int SmallestBody = 1024;

        public override bool ShouldCompressResponse(HttpContext context) =>
            context.Response.ContentLength is not < SmallestBody && base.ShouldCompressResponse(context);
    }
}
