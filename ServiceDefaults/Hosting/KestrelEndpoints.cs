using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>
/// Listens with HTTP/1.1 on every address of <c>ASPNETCORE_URLS</c>, and with cleartext HTTP/2 for gRPC on port
/// <c>GRPC_PORT</c> of the first one's host, where that is configured. Sets the limits of <see cref="HttpLimitOptions"/>.
/// </summary>
internal static class KestrelEndpoints
{
    private const string DefaultUrl = "http://127.0.0.1:5000";

    public static void AddKestrelEndpoints(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<HttpLimitOptions>(HttpLimitOptions.Section);
        var urls = builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) is { Length: > 0 } given ? given : DefaultUrl;
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ListenAddress.Parse).ToArray();
        var grpc = GrpcAddress(builder.Configuration, addresses[0]);

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            try
            {
                Apply(kestrel.ApplicationServices.GetRequiredService<IOptions<HttpLimitOptions>>().Value, kestrel.Limits);
            }
            catch (Exception fault) when (fault is OptionsValidationException or InvalidOperationException)
            {
                // This runs inside Build(); UseServiceDefaults tells this fault together with all others.
            }

            foreach (var address in addresses)
            {
                kestrel.Listen(address, HttpProtocols.Http1);
            }

            if (grpc is not null)
            {
                kestrel.Listen(grpc, HttpProtocols.Http2);
            }
        });
    }

    private static ListenAddress? GrpcAddress(ConfigurationManager configuration, ListenAddress host) => configuration["GRPC_PORT"] switch
    {
        null or "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 =>
            host with { Port = port, Https = false },
        var text => throw new InvalidConfigurationException($"GRPC_PORT is '{text}'; write a port from 0 to 65535."),
    };

    private static void Listen(this KestrelServerOptions kestrel, ListenAddress at, HttpProtocols protocols)
    {
        void Configure(ListenOptions listen)
        {
            var drain = listen.ApplicationServices.GetRequiredService<Drain>();
            listen.Use(next => connection => drain.TrackAsync(connection, next));
            listen.Protocols = at.Https ? HttpProtocols.Http1AndHttp2 : protocols;
            if (at.Https)
            {
                listen.UseHttps();
            }
        }

        if (at.Address is null)
        {
            kestrel.ListenAnyIP(at.Port, Configure);
        }
        else if (at.Loopback && at.Port != 0)
        {
            kestrel.ListenLocalhost(at.Port, Configure);
        }
        else
        {
            kestrel.Listen(at.Address, at.Port, Configure);
        }
    }

    private static void Apply(HttpLimitOptions options, KestrelServerLimits limits)
    {
        var rate = options.MinBytesPerSecond == 0 ? null : new MinDataRate(options.MinBytesPerSecond, TimeSpan.FromSeconds(5));
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.MaxRequestLineSize = options.MaxRequestLineBytes;
        limits.MaxRequestBufferSize = Math.Max(1 << 20, options.MaxRequestLineBytes + options.MaxHeaderBytes);
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaderCount;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeaderTimeoutSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.KeepAliveSeconds);
        limits.MinRequestBodyDataRate = rate;
        limits.MinResponseDataRate = rate;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = options.MaxUpgradedConnections;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
