using Ctas7.Realtime.Connections;
using Ctas7.Realtime.Events;
using Ctas7.Realtime.Feeds;
using Ctas7.Realtime.ServerSentEvents;
using Ctas7.Realtime.WebSockets;
using Ctas7.ServiceDefaults;
using Ctas7.ServiceDefaults.Cache;

namespace Ctas7.Realtime;

/// <summary>The service: what happens on the bus, live to every client.</summary>
public static class RealtimeService
{
    /// <summary>The service with this command line, ready to run.</summary>
    public static WebApplication Build(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddRedis();
        builder.AddFeeds();
        builder.AddConnections();
        builder.AddEvents();
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapWebSockets();
        app.MapEventStream();
        return app;
    }
}
