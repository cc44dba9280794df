using Ctas7.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Drain;

/// <summary>Stopping without breaking what is under way.</summary>
internal static class DrainSetup
{
    public static IHostApplicationBuilder AddGatewayDrain(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<DrainOptions>("Gateway:Drain");
        builder.Services.AddSingleton<OpenStreams>();
        builder.Services.AddHostedService<StreamDrain>();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>((host, drain) =>
            host.ShutdownTimeout = drain.Value.Spread + drain.Value.Grace);
        return builder;
    }
}
