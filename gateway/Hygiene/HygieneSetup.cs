using Ctas7.ServiceDefaults.Hosting;

namespace Ctas7.Gateway.Hygiene;

/// <summary>What may come in, and what goes out with every answer.</summary>
internal static class HygieneSetup
{
    public static IHostApplicationBuilder AddGatewayHygiene(this IHostApplicationBuilder builder) =>
        builder.AddValidatedOptions<HygieneOptions>("Gateway:Hygiene");

    public static IApplicationBuilder UseGatewayHygiene(this IApplicationBuilder app) => app.UseMiddleware<RequestHygiene>();
}
