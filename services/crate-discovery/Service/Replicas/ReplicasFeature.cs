namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Which replica leads, and what the others do.</summary>
public static class ReplicasFeature
{
    /// <summary>Adds the terms. After the bus and Redis, so that it is stopped before them.</summary>
    public static IHostApplicationBuilder AddReplicas(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddScoped<Term>();
        builder.Services.AddPerTerm<FencedHash>();
        builder.Services.AddSingleton<CurrentTerm>();
        builder.Services.AddSingleton<DiscoveryKeys>();
        builder.Services.AddSingleton<ReplicaIdentity>();
        builder.Services.AddSingleton<ReplicaLease>();
        builder.Services.AddSingleton<ReplicaMetrics>();
        builder.Services.AddSingleton<LeaderFollower>();
        builder.Services.AddSingleton<LeaderClient>();
        builder.Services.AddHostedService<Leadership>();
        return builder;
    }
}
