using Grpc.AspNetCore.Tests.Hosts;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.Tests.Health;

public sealed class HealthServiceTests : IAsyncLifetime
{
    private EchoServer _server = null!;
    private GrpcChannel _channel = null!;
    private volatile HealthStatus _store = HealthStatus.Healthy;

    private Grpc.Health.V1.Health.HealthClient Client => new(_channel);

    public async Task InitializeAsync()
    {
        _server = await EchoServer.StartAsync(
            services: services => services
                .AddGrpcHealthChecks(options => options.Services.Map("storage", check => check.Tags.Contains("storage")))
                .AddCheck("store", () => new HealthCheckResult(_store), ["storage"])
                .AddCheck("self", () => HealthCheckResult.Healthy()),
            map: app => app.MapGrpcHealthChecksService());
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Check_runs_the_checks_of_the_service()
    {
        (await CheckAsync("")).ShouldBe(ServingStatus.Serving);
        _store = HealthStatus.Degraded;
        (await CheckAsync("storage")).ShouldBe(ServingStatus.Serving);
        _store = HealthStatus.Unhealthy;
        (await CheckAsync("storage")).ShouldBe(ServingStatus.NotServing);
        (await CheckAsync("")).ShouldBe(ServingStatus.NotServing);
    }

    [Fact]
    public async Task An_unknown_service_is_not_found() =>
        (await Should.ThrowAsync<RpcException>(() => CheckAsync("nobody"))).StatusCode.ShouldBe(StatusCode.NotFound);

    [Fact]
    public async Task List_names_every_service()
    {
        var list = await Client.ListAsync(new HealthListRequest());
        list.Statuses.Keys.Order().ShouldBe(["", "storage"]);
        list.Statuses["storage"].Status.ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_says_what_is_and_every_change()
    {
        using var watch = Client.Watch(new HealthCheckRequest { Service = "storage" });
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
        _store = HealthStatus.Unhealthy;
        await CheckAsync("storage");
        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);

        using var unknown = Client.Watch(new HealthCheckRequest { Service = "later" });
        (await NextAsync(unknown)).ShouldBe(ServingStatus.ServiceUnknown);
        _server.Services.GetRequiredService<HealthServiceImpl>().SetStatus("later", ServingStatus.Serving);
        (await NextAsync(unknown)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task A_watch_ends_with_not_serving_when_the_server_stops()
    {
        using var watch = Client.Watch(new HealthCheckRequest());
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
        _server.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();
        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);
        (await watch.ResponseStream.MoveNext().WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeFalse();
    }

    private async Task<ServingStatus> CheckAsync(string service) => (await Client.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        (await watch.ResponseStream.MoveNext().WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        return watch.ResponseStream.Current.Status;
    }
}
