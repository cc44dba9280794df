using Ctas7.Realtime.Diagnostics;
using Ctas7.Realtime.History;

namespace Ctas7.Realtime.Feeds;

/// <summary>Registration of the history and the feeds.</summary>
internal static class FeedsExtensions
{
    /// <summary>The history in Redis and this replica's feeds of it.</summary>
    public static IHostApplicationBuilder AddFeeds(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RealtimeMetrics>();
        builder.Services.AddSingleton<EventHistory>();
        builder.Services.AddSingleton<FeedSet>();
        builder.Services.AddHostedService<FeedService>();
        builder.Services.AddHealthChecks().AddCheck<FeedHealth>("feeds");
        return builder;
    }
}
