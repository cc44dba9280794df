using Ctas7.ServiceDefaults.Hosting;

namespace Ctas7.Gateway.Drain;

/// <summary>Stopping without breaking the streams that are open.</summary>
internal static class DrainSetup
{
    public static IHostApplicationBuilder AddGatewayDrain(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<StreamDrainOptions>("Gateway:Drain");
        builder.Services.AddSingleton<OpenStreams>();
        builder.Services.AddHostedService<StreamDrain>();
        return builder;
    }
}
