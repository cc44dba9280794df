using Ctas7.Testing;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace Ctas7.ServiceDefaults.Tests.Resilience;

public sealed class GrpcClientsTests
{
    private static Task<RunningService> FarAsync(int port) => RunningService.StartAsync(
        app => app.MapGrpcHealthChecksService(),
        builder =>
        {
            builder.Services.AddGrpc();
            builder.Services.AddGrpcHealthChecks();
        },
        ("GRPC_PORT", $"{port}"));

    private static Task<RunningService> NearAsync(params int[] ports) => RunningService.StartAsync(
        configure: builder => builder.Services.AddGrpcClient<HealthClient>(client => client.Address = new Uri("http://_grpc.far")),
        settings:
        [
            ("Resilience:RetryDelayMs", "1"), ("Resilience:AttemptTimeoutSeconds", "1"),
            .. ports.Select((port, index) => ($"services:far:grpc:{index}", $"http://127.0.0.1:{port}")),
        ]);

    [Fact]
    public async Task A_call_by_logical_name_finds_the_gRPC_port_of_a_replica_that_is_there()
    {
        var ports = FreePorts.Take(2);
        await using var far = await FarAsync(ports[1]);
        await using var near = await NearAsync(ports);
        var client = near.Service<HealthClient>();
        for (var call = 0; call < 4; call++)
        {
            var answer = await client.CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow.AddSeconds(20));
            answer.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        }
    }

    [Fact]
    public async Task A_quiet_stream_outlives_the_time_out_of_an_attempt()
    {
        var port = FreePorts.One();
        await using var far = await FarAsync(port);
        await using var near = await NearAsync(port);
        using var call = near.Service<HealthClient>().Watch(new HealthCheckRequest(), deadline: DateTime.UtcNow.AddSeconds(3));
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        var end = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        end.StatusCode.ShouldBe(StatusCode.DeadlineExceeded, "the call ends by its own deadline, not by the client's 1 s for an attempt");
    }

    [Fact]
    public async Task A_service_that_is_away_is_unavailable_soon()
    {
        await using var near = await NearAsync(FreePorts.One());
        var client = near.Service<HealthClient>();
        var failure = await Should.ThrowAsync<RpcException>(
            async () => await client.CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow.AddSeconds(20)));
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
    }
}
