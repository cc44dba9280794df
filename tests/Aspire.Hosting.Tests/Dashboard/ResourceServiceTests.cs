using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dashboard.V1;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Tests.Running;
using Ctas7.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using ResourceMessage = Aspire.Hosting.Dashboard.V1.Resource;

namespace Aspire.Hosting.Tests.Dashboard;

/// <summary>What the dashboard gets when it asks, over real gRPC.</summary>
public sealed class ResourceServiceTests
{
    [Fact]
    public async Task The_dashboard_sees_resources_logs_and_parameters_and_its_commands_are_obeyed()
    {
        await using var running = await RunningApplication.StartAsync(
            builder =>
            {
                builder.AddParameter("colour", "blue");
                builder.AddParameter("secret", "hidden", secret: true);
                builder.AddProject("web", RunningApplication.ThisProject).WithArgs("serve").WithReplicas(2)
                    .WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health")
                    .WithUrlForEndpoint("http", url => url.DisplayText = "The door")
                    .WithIconName("Router");
            },
            dashboard: true);
        await running.HealthyAsync("web");
        await running.HealthyAsync("aspire-dashboard");
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{running.Service<ResourceServiceHost>().Port}");
        var client = new DashboardService.DashboardServiceClient(channel);
        var key = new Metadata { { ApiKeyMiddleware.Header, running.Service<RunSettings>().ResourceServiceApiKey } };

        var refused = await Should.ThrowAsync<RpcException>(async () => await client.GetApplicationInformationAsync(new(), new Metadata { { ApiKeyMiddleware.Header, "guessed" } }));
        refused.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        (await client.GetApplicationInformationAsync(new(), key)).ApplicationName.ShouldBe("tests");

        using var watch = client.WatchResources(new(), key);
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        var all = watch.ResponseStream.Current.InitialData.Resources;
        Look(all);

        var replica = all.First(resource => resource.DisplayName == "web");
        await LogsAsync(client, key, running, replica.Name);
        await RestartAsync(client, key, watch.ResponseStream, replica);
    }

    private static void Look(IReadOnlyCollection<ResourceMessage> all)
    {
        var replicas = all.Where(resource => resource.DisplayName == "web").ToList();
        replicas.Count.ShouldBe(2);
        replicas.ShouldAllBe(resource => resource.State == "Running" && resource.ResourceType == "Project" && resource.CreatedAt != null && resource.StartedAt != null);
        replicas.ShouldAllBe(resource => resource.HealthReports.Single().Status == HealthStatus.Healthy && resource.IconName == "Router");
        replicas.ShouldAllBe(resource => resource.Urls.Count(url => !url.IsInternal && url.DisplayProperties.DisplayName == "The door") == 1);
        replicas.Select(resource => resource.Properties.Single(property => property.Name == "executable.pid").Value.StringValue).ShouldBeUnique();
        all.Single(resource => resource.Name == "colour").Properties.Single(property => property.Name == "Value").Value.StringValue.ShouldBe("blue");
        all.Single(resource => resource.Name == "secret").Properties.Single(property => property.Name == "Value").IsSensitive.ShouldBeTrue();
        all.Single(resource => resource.DisplayName == "aspire-dashboard").IsHidden.ShouldBeTrue();
    }

    private static async Task LogsAsync(DashboardService.DashboardServiceClient client, Metadata key, RunningApplication running, string replica)
    {
        using var logs = client.WatchResourceConsoleLogs(new() { ResourceName = replica }, key);
        var lines = new List<ConsoleLogLine>();

        // Opened late: what the service said at its start is there. Both replicas are told, this one hears of it sooner or later.
        while (!lines.Any(line => line.Text.EndsWith("out marco", StringComparison.Ordinal)) || !lines.Any(line => line.Text.EndsWith("err marco", StringComparison.Ordinal)))
        {
            using (var web = running.ClientOf("web"))
            using (await web.PostAsync("/say/marco", null))
            {
                (await logs.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
                lines.AddRange(logs.ResponseStream.Current.LogLines);
            }
        }

        lines.ShouldContain(line => line.Text.EndsWith(" ready", StringComparison.Ordinal) && !line.IsStdErr);
        lines.First(line => line.Text.EndsWith("err marco", StringComparison.Ordinal)).IsStdErr.ShouldBeTrue();
        lines.Select(line => line.LineNumber).ShouldBe(Enumerable.Range(1, lines.Count));

        var absent = await Should.ThrowAsync<RpcException>(async () =>
        {
            using var none = client.WatchResourceConsoleLogs(new() { ResourceName = "absent" }, key);
            await none.ResponseStream.MoveNext(CancellationToken.None);
        });
        absent.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    private static async Task RestartAsync(
        DashboardService.DashboardServiceClient client, Metadata key, IAsyncStreamReader<WatchResourcesUpdate> changes, ResourceMessage replica)
    {
        var refused = await client.ExecuteResourceCommandAsync(new() { CommandName = KnownResourceCommands.StartCommand, ResourceName = replica.Name }, key);
        refused.Kind.ShouldBe(ResourceCommandResponseKind.Failed);
        refused.Message.ShouldContain("cannot be used while");
        var answer = await client.ExecuteResourceCommandAsync(new() { CommandName = KnownResourceCommands.RestartCommand, ResourceName = replica.Name }, key);
        answer.Kind.ShouldBe(ResourceCommandResponseKind.Succeeded);

        var states = new List<string>();
        await Eventually.True(
            async () =>
            {
                (await changes.MoveNext(CancellationToken.None)).ShouldBeTrue();
                states.AddRange(changes.Current.Changes.Value.Where(change => change.Upsert.Name == replica.Name).Select(change => change.Upsert.State));
                return states.Contains("Starting") && states[^1] == "Running";
            },
            "the watch tells of the restart");
    }
}
