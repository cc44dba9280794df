using Ctas7.ServiceDefaults.Hosting;
using Ctas7.ServiceDefaults.Idempotency;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Ctas7.ServiceDefaults.Cache;

/// <summary>Redis, the same in every service.</summary>
public static class RedisCache
{
    /// <summary>
    /// Adds the singleton <see cref="RedisConnection"/> (connection string <c>redis</c>) and its health check. The service starts without the
    /// server.
    /// </summary>
    public static IHostApplicationBuilder AddRedis(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var server = builder.Configuration.GetConnectionString("redis") is { Length: > 0 } given
            ? given
            : throw new InvalidConfigurationException(
                "Redis needs the connection string 'redis' (ConnectionStrings__redis) as host:port,password=….");
        builder.AddValidatedOptions<RedisOptions>(RedisOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<RedisConnection>(services, server));
        builder.Services.AddHostedService(services => services.GetRequiredService<RedisConnection>());
        builder.Services.AddSingleton<AnswerStore>();
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis");
        return builder;
    }
}
