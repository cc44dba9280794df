using Ctas7.ServiceDefaults.Hosting;

namespace Ctas7.Realtime.Connections;

/// <summary>Registration of the client side.</summary>
internal static class ConnectionsExtensions
{
    /// <summary>What closing the last connections and stopping the server take at most, besides the drain.</summary>
    private static readonly TimeSpan StopAllowance = TimeSpan.FromSeconds(20);

    /// <summary>The connections, their limits and their drain.</summary>
    public static IHostApplicationBuilder AddConnections(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RealtimeOptions>(RealtimeOptions.Section);
        builder.Services.AddSingleton<ConnectionRegistry>();
        builder.Services.AddSingleton<ConnectionRequests>();
        builder.Services.AddHostedService<ConnectionSweep>();
        builder.Services.AddHostedService<ConnectionDrain>();
        builder.Services.AddOptions<HostOptions>().PostConfigure<Microsoft.Extensions.Options.IOptions<RealtimeOptions>>((host, realtime) =>
        {
            var needed = realtime.Value.DrainTime + StopAllowance;
            host.ShutdownTimeout = host.ShutdownTimeout > needed ? host.ShutdownTimeout : needed;
        });
        return builder;
    }
}
