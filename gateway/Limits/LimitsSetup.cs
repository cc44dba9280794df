using Ctas7.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Limits;

/// <summary>How much one client may ask for.</summary>
internal static class LimitsSetup
{
    public static IHostApplicationBuilder AddGatewayLimits(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<LimitOptions>("Gateway:Limits");
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>((limiter, limits) => RateLimits.Apply(limiter, limits.Value));
        return builder;
    }

    public static IApplicationBuilder UseGatewayLimits(this IApplicationBuilder app)
    {
        app.UseRateLimiter();
        return app.UseMiddleware<BodyLimit>();
    }
}
