using Ctas7.ServiceDefaults.Hosting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Bus;

/// <summary>MassTransit on RabbitMQ, the same in every service.</summary>
public static class ServiceBus
{
    /// <summary>
    /// Adds the bus; register consumers in <paramref name="configure"/>. Connection string <c>rabbitmq</c>
    /// (<c>amqp://user:password@host:port/virtual-host</c>). Queue names are kebab-case. A consumer that throws is tried
    /// again at once, then after pauses, then its message is in <c>&lt;queue&gt;_error</c>. The service starts without
    /// the broker and connects when it is there, and again after every loss, at most 30 s after the broker is back.
    /// Publishing waits for the broker's confirm: use <see cref="BusPublisher"/>, which adds a deadline.
    /// </summary>
    public static IHostApplicationBuilder AddServiceBus(this IHostApplicationBuilder builder, Action<IBusRegistrationConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddValidatedOptions<BusOptions>(BusOptions.Section);
        var broker = BrokerAddress.Parse(builder.Configuration.GetConnectionString("rabbitmq"));
        builder.Services.AddSingleton<BusPublisher>();
        builder.Services.AddOptions<MassTransitHostOptions>().Configure<IOptions<BusOptions>>((host, options) =>
        {
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(options.Value.StopTimeoutSeconds);
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(options.Value.StopTimeoutSeconds);
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            bus.ConfigureHealthCheckOptions(check => check.Name = "rabbitmq");
            bus.AddConfigureEndpointsCallback((context, _, endpoint) =>
                Configure(endpoint, context.GetRequiredService<IOptions<BusOptions>>().Value));
            configure?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker.Host, broker.Port, broker.VirtualHost, host =>
                {
                    host.Username(broker.User);
                    host.Password(broker.Password);
                    host.PublisherConfirmation = true;
                    host.Heartbeat(TimeSpan.FromSeconds(10));
                    if (broker.Tls)
                    {
                        host.UseSsl(ssl => ssl.ServerName = broker.Host);
                    }
                });
                rabbit.ConfigureEndpoints(context);
            });
        });
        return builder;
    }

    private static void Configure(IReceiveEndpointConfigurator endpoint, BusOptions options)
    {
        endpoint.PrefetchCount = options.Prefetch;
        endpoint.ConcurrentMessageLimit = options.Concurrency;
        endpoint.UseMessageRetry(retry => retry.Intervals([.. options.Pauses]));
    }
}
