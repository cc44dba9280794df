using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary><c>grpc.health.v1.Health</c> over the health checks of the application.</summary>
internal sealed class HealthChecksService(
    ServiceHealth health, HealthServiceImpl published, IOptions<GrpcHealthChecksOptions> options, IHostApplicationLifetime lifetime)
    : Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (options.Value.UseHealthChecksCache)
        {
            return await published.Check(request, context);
        }

        var status = await health.CheckAsync(request.Service, context.CancellationToken);
        return status == ServingStatus.ServiceUnknown
            ? throw new RpcException(new Status(StatusCode.NotFound, $"No service '{request.Service}' here reports its health."))
            : new HealthCheckResponse { Status = status };
    }

    public override async Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        if (!options.Value.UseHealthChecksCache)
        {
            foreach (var service in health.Services)
            {
                await health.CheckAsync(service, context.CancellationToken);
            }
        }

        return await published.List(request, context);
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var stopping = options.Value.SuppressCompletionOnShutdown ? CancellationToken.None : lifetime.ApplicationStopping;
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        await health.CheckAsync(request.Service, watching.Token);
        await foreach (var status in published.WatchAsync(request.Service, watching.Token))
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
        }

        if (!context.CancellationToken.IsCancellationRequested)
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing }, context.CancellationToken);
        }
    }
}
