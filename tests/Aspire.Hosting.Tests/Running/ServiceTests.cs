using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;
using Ctas7.Testing;

namespace Aspire.Hosting.Tests.Running;

/// <summary>What a running project is given, and what becomes of it.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task A_project_gets_its_urls_references_and_parameters_and_starts_after_what_it_waits_for()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            var word = builder.AddParameter("word", new GenerateParameterDefault { MinLength = 30 }, secret: true, persist: true);
            var redis = builder.AddRedis("cache");
            var back = builder.AddProject("back", RunningApplication.ThisProject).WithArgs("serve")
                .WithHttpEndpoint(name: "http").WithHttpEndpoint(name: "grpc", env: "GRPC_PORT").WithHttpHealthCheck("/health", endpointName: "http").WaitFor(redis);
            builder.AddProject("front", RunningApplication.ThisProject).WithArgs("serve")
                .WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health")
                .WithReference(back).WithReference(redis).WaitFor(back)
                .WithEnvironment("WORD", word)
                .WithEnvironment("BACK", $"{back.GetEndpoint("http")}/x");
        });
        var front = await running.HealthyAsync("front");
        var back = running.States.TryGetCurrentState("back", out var known) ? known! : throw new InvalidOperationException();
        back.Snapshot.HealthStatus.ShouldBe(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);
        front.Snapshot.StartTimeStamp!.Value.ShouldBeGreaterThan(back.Snapshot.StartTimeStamp!.Value);

        using var client = running.ClientOf("front");
        var url = ((ProjectResource)back.Resource).GetEndpoint("http").Url;
        var grpc = ((ProjectResource)back.Resource).GetEndpoint("grpc");
        (await client.GetStringAsync("/environment/services__back__http__0")).ShouldBe(url);
        (await client.GetStringAsync("/environment/services__back__grpc__0")).ShouldBe(grpc.Url);
        (await client.GetStringAsync("/environment/BACK")).ShouldBe($"{url}/x");
        (await client.GetStringAsync("/environment/WORD")).Length.ShouldBe(30);
        (await client.GetStringAsync("/environment/ConnectionStrings__cache")).ShouldMatch("^127\\.0\\.0\\.1:[0-9]+,password=[A-Za-z0-9]{22}$");
        using var backClient = running.ClientOf("back");
        (await backClient.GetStringAsync("/environment/GRPC_PORT")).ShouldBe($"{grpc.Port}");
        (await backClient.GetStringAsync("/environment/ASPNETCORE_URLS")).ShouldBe(url);
        front.Snapshot.Relationships.ShouldContain(new RelationshipSnapshot("back", "Reference"));
        front.Snapshot.Relationships.ShouldContain(new RelationshipSnapshot("back", "WaitFor"));
        front.Snapshot.EnvironmentVariables.ShouldContain(variable => variable.Name == "BACK" && variable.Value == $"{url}/x");
    }

    [Fact]
    public async Task What_dies_is_started_again_on_the_same_port_and_what_dies_at_once_every_time_is_given_up()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            builder.AddProject("web", RunningApplication.ThisProject).WithArgs("serve").WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health");
            builder.AddExecutable("hopeless", "sh", ".", "-c", "exit 3");
            builder.AddExecutable("task", "sh", ".", "-c", "echo done");
        });
        var before = await running.HealthyAsync("web");
        var pid = RunningApplication.PidOf(before.Snapshot);
        using var client = running.ClientOf("web");
        (await client.GetStringAsync("/pid")).ShouldBe($"{pid}");

        using (var process = System.Diagnostics.Process.GetProcessById(pid))
        {
            process.Kill();
        }

        await running.WhenAsync("web", snapshot => RunningApplication.PidOf(snapshot) is var now && now != 0 && now != pid
            && snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);
        (await client.GetStringAsync("/pid")).ShouldNotBe($"{pid}");

        var task = await running.WhenAsync("task", snapshot => snapshot.State?.Text == KnownResourceStates.Finished);
        task.Snapshot.ExitCode.ShouldBe(0);
        var hopeless = await running.WhenAsync("hopeless", snapshot => snapshot.State?.Text == KnownResourceStates.FailedToStart);
        hopeless.Snapshot.ExitCode.ShouldBe(3);
        hopeless.Snapshot.State!.Style.ShouldBe(KnownResourceStateStyles.Error);
    }

    [Fact]
    public async Task A_service_that_answers_but_is_ill_shows_as_unhealthy_until_it_is_well()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
            builder.AddProject("web", RunningApplication.ThisProject).WithArgs("serve").WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health"));
        await running.HealthyAsync("web");
        using var client = running.ClientOf("web");
        using (await client.PostAsync("/health/bad", null))
        {
            var ill = await running.WhenAsync("web", snapshot => snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);
            ill.Snapshot.State!.Text.ShouldBe(KnownResourceStates.Running);
            ill.Snapshot.HealthReports.ShouldHaveSingleItem().Description.ShouldEndWith("answered 503, wanted 200.");
        }

        using (await client.PostAsync("/health/good", null))
        {
            await running.HealthyAsync("web");
        }
    }

    [Fact]
    public async Task Replicas_share_one_port_and_are_shown_and_killed_one_by_one()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
            builder.AddProject("web", RunningApplication.ThisProject).WithArgs("serve").WithReplicas(2).WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health"));
        await running.HealthyAsync("web");
        var seen = new HashSet<string>();
        await Eventually.True(
            async () =>
            {
                using var client = running.ClientOf("web");
                seen.Add(await client.GetStringAsync("/pid"));
                return seen.Count == 2;
            },
            "both replicas answer on the one port");

        using (var process = System.Diagnostics.Process.GetProcessById(int.Parse(seen.First(), System.Globalization.CultureInfo.InvariantCulture)))
        {
            process.Kill();
        }

        await Eventually.True(
            async () =>
            {
                using var client = running.ClientOf("web");
                return !seen.Contains(await client.GetStringAsync("/pid"));
            },
            "the killed replica has a successor behind the same port");
    }

    [Fact]
    public async Task Commands_stop_start_and_restart_and_are_refused_when_they_make_no_sense()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            builder.AddExecutable("sleeper", "sleep", ".", "600")
                .WithCommand("count", "Count", context => Task.FromResult(CommandResults.Success($"counted {context.ResourceName}")));
            builder.AddExecutable("later", "sleep", ".", "600").WithExplicitStart();
        });
        var commands = running.Application.ResourceCommands;
        var first = await running.WhenAsync("sleeper", snapshot => snapshot.State?.Text == KnownResourceStates.Running);

        (await commands.ExecuteCommandAsync(first.ResourceId, KnownResourceCommands.StartCommand)).Success.ShouldBeFalse();
        (await commands.ExecuteCommandAsync(first.ResourceId, "count")).Message.ShouldBe($"counted {first.ResourceId}");
        (await commands.ExecuteCommandAsync(first.ResourceId, KnownResourceCommands.StopCommand)).Success.ShouldBeTrue();
        State(running, "sleeper").ShouldBe(KnownResourceStates.Exited);
        ProcessTable.IsAlive(RunningApplication.PidOf(first.Snapshot)).ShouldBeFalse();
        (await commands.ExecuteCommandAsync(first.ResourceId, "count")).Success.ShouldBeFalse();
        (await commands.ExecuteCommandAsync(first.ResourceId, KnownResourceCommands.StartCommand)).Success.ShouldBeTrue();
        var second = await running.WhenAsync("sleeper", snapshot => snapshot.State?.Text == KnownResourceStates.Running);
        (await commands.ExecuteCommandAsync(first.ResourceId, KnownResourceCommands.RestartCommand)).Success.ShouldBeTrue();
        var third = await running.WhenAsync("sleeper", snapshot => snapshot.State?.Text == KnownResourceStates.Running);
        RunningApplication.PidOf(third.Snapshot).ShouldNotBe(RunningApplication.PidOf(second.Snapshot));

        State(running, "later").ShouldBe(KnownResourceStates.NotStarted);
        running.States.TryGetCurrentState("later", out var later).ShouldBeTrue();
        (await commands.ExecuteCommandAsync(later!.ResourceId, KnownResourceCommands.StartCommand)).Success.ShouldBeTrue();
        State(running, "later").ShouldBe(KnownResourceStates.Running);
    }

    private static string? State(RunningApplication running, string resource)
        => running.States.TryGetCurrentState(resource, out var known) ? known!.Snapshot.State?.Text : null;
}
