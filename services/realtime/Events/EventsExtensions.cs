using Ctas7.ServiceDefaults.Bus;
using MassTransit;

namespace Ctas7.Realtime.Events;

/// <summary>Registration of the bus side.</summary>
internal static class EventsExtensions
{
    /// <summary>A consumer for every client event that the contracts declare.</summary>
    public static IHostApplicationBuilder AddEvents(this IHostApplicationBuilder builder) =>
        builder.AddServiceBus(bus =>
        {
            foreach (var kind in EventCatalog.Kinds)
            {
                bus.AddConsumer(
                    typeof(EventConsumer<>).MakeGenericType(kind.Message),
                    typeof(EventConsumerDefinition<>).MakeGenericType(kind.Message));
            }
        });
}
