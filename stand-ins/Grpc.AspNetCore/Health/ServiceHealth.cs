using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Runs the health checks of a service, and publishes what the application's checks found to those who watch.</summary>
internal sealed class ServiceHealth(HealthServiceImpl published, HealthCheckService checks, IOptions<GrpcHealthChecksOptions> options)
    : IHealthCheckPublisher
{
    /// <summary>The names of the mapped services.</summary>
    public IEnumerable<string> Services => options.Value.Services.Select(mapping => mapping.Name);

    /// <summary>The status of a service from its checks now, which watchers then see too.</summary>
    public async Task<ServingStatus> CheckAsync(string service, CancellationToken cancellationToken)
    {
        if (!options.Value.Services.TryGet(service, out var mapping))
        {
            return ServingStatus.ServiceUnknown;
        }

        var report = await checks.CheckHealthAsync(
            check => mapping.HealthCheckPredicate(new HealthCheckMapContext(check.Name, check.Tags)), cancellationToken);
        return Publish(service, report.Entries.Values);
    }

    /// <inheritdoc/>
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var mapping in options.Value.Services)
        {
            Publish(mapping.Name, report.Entries
                .Where(entry => mapping.HealthCheckPredicate(new HealthCheckMapContext(entry.Key, entry.Value.Tags)))
                .Select(entry => entry.Value));
        }

        return Task.CompletedTask;
    }

    private ServingStatus Publish(string service, IEnumerable<HealthReportEntry> entries)
    {
        var status = entries.Any(entry => entry.Status == HealthStatus.Unhealthy) ? ServingStatus.NotServing : ServingStatus.Serving;
        published.SetStatus(service, status);
        return status;
    }
}
