using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Tests.Running;
using Ctas7.Testing;

namespace Aspire.Hosting.Tests.Orchestration;

/// <summary>What is missing is said in one sentence before anything starts.</summary>
public sealed class PreflightTests
{
    [Fact]
    public async Task A_port_in_use_is_named_with_its_owner_and_its_setting()
    {
        using var taken = new TcpListener(IPAddress.Any, FreePorts.One());
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var said = await RefusalAsync(
            builder => builder.AddExecutable("web", "sleep", ".", "60").WithHttpEndpoint(port: port, name: "door", isProxied: false), "--Ports:Web", $"{port}");
        said.ShouldStartWith($"Port {port}, wanted by endpoint 'door' of 'web', is in use by process {Environment.ProcessId} (");
        said.ShouldEndWith($"To change it: --Ports:Web PORT (environment: Ports__Web=PORT).");
    }

    [Fact]
    public async Task A_port_that_is_wanted_twice_names_both()
    {
        var port = FreePorts.One();
        var said = await RefusalAsync(builder =>
        {
            builder.AddExecutable("one", "sleep", ".", "60").WithHttpEndpoint(port: port);
            builder.AddExecutable("two", "sleep", ".", "60").WithHttpEndpoint(port: port);
        });
        said.ShouldBe($"Port {port} is wanted twice: by endpoint 'http' of 'one' and by endpoint 'http' of 'two'. The port is set in the app host's Program.cs.");
    }

    [Fact]
    public async Task Resources_that_wait_for_each_other_are_named_in_their_order()
        => (await RefusalAsync(builder =>
        {
            var one = builder.AddExecutable("one", "sleep", ".", "60");
            var two = builder.AddExecutable("two", "sleep", ".", "60").WaitFor(one);
            one.WaitFor(two);
        })).ShouldBe("These resources wait for each other: one → two → one. Remove one WaitFor.");

    [Fact]
    public async Task A_project_that_is_not_built_says_how_to_build_it()
    {
        var folder = Directory.CreateTempSubdirectory("aspire-test-");
        var project = Path.Combine(folder.FullName, "Web.csproj");
        await File.WriteAllTextAsync(project, "<Project/>");
        (await RefusalAsync(builder => builder.AddProject("web", project))).ShouldContain($"Project 'web' is not built (");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
        => (await RefusalAsync(builder => builder.AddExecutable("web", "no-such-program", "."))).ShouldStartWith("Program 'no-such-program' of 'web' is not on this machine.");

    [Fact]
    public async Task Replicas_without_proxy_are_refused()
        => (await RefusalAsync(builder => builder.AddProject("web", RunningApplication.ThisProject).WithReplicas(2).WithHttpEndpoint(name: "http", isProxied: false)))
            .ShouldBe("Endpoint 'http' of 'web' cannot be without proxy: 2 replicas cannot listen on one port.");

    [Fact]
    public async Task No_way_to_a_broker_names_every_way()
        => (await RefusalAsync(builder => builder.AddRedis("cache"), "--Servers:cache", "container", "--ASPIRE_CONTAINER_RUNTIME", "/no/engine")).ShouldBe(
            "Redis ('cache') cannot be provided: this machine has no redis-server, and no container engine here answers with the image docker.io/library/redis:7. "
            + "Install redis-server, or give ConnectionStrings:cache.");

    [Fact]
    public async Task A_connection_string_that_leads_nowhere_is_refused()
        => (await RefusalAsync(builder => builder.AddRabbitMQ("bus"), "--ConnectionStrings:bus", "localhost:5672"))
            .ShouldBe("ConnectionStrings:bus is no connection string of RabbitMQ: wanted is amqp://user:password@host:port.");

    [Fact]
    public async Task Publishing_is_refused_for_now()
        => (await RefusalAsync(_ => { }, "--publish")).ShouldBe("--publish is not supported by this runtime yet. Run the application without it.");

    private static async Task<string> RefusalAsync(Action<IDistributedApplicationBuilder> describe, params string[] settings)
        => (await Should.ThrowAsync<DistributedApplicationException>(async () =>
        {
            await using var running = await RunningApplication.StartAsync(describe, dashboard: false, settings);
        })).Message;
}
