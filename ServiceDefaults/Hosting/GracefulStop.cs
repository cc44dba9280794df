using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>A stop (SIGTERM, Ctrl-C) that finishes what was begun, within <see cref="DrainOptions.TotalSeconds"/>.</summary>
internal static class GracefulStop
{
    public static IHostApplicationBuilder AddGracefulStop(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<DrainOptions>(DrainOptions.Section);
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>((host, drain) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(drain.Value.TotalSeconds));
        return builder;
    }
}
