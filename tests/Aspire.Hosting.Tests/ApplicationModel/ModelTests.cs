using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Tests.Running;

namespace Aspire.Hosting.Tests.ApplicationModel;

public sealed class ModelTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("aspire-test-");

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("a--b")]
    [InlineData("a-")]
    [InlineData("under_score")]
    public void A_name_that_would_not_do_for_a_host_or_a_variable_is_refused(string name)
        => Should.Throw<ArgumentException>(() => Describe().AddExecutable(name, "true", "."));

    [Fact]
    public void A_name_is_given_once_whatever_its_case()
    {
        var builder = Describe();
        builder.AddExecutable("one", "true", ".");
        Should.Throw<DistributedApplicationException>(() => builder.AddParameter("ONE", "x")).Message
            .ShouldBe("Cannot add resource 'ONE': a resource with that name exists. Give each resource its own name.");
    }

    [Fact]
    public async Task A_generated_parameter_is_kept_for_its_owner_only_and_a_configured_one_wins()
    {
        async Task<string?> ValueAsync(params string[] settings)
            => await Describe(settings).AddParameter("key", new GenerateParameterDefault { MinLength = 40, Special = false, MinNumeric = 3 }, secret: true, persist: true)
                .Resource.GetValueAsync(CancellationToken.None);

        var first = await ValueAsync();
        first!.ShouldMatch("^[A-Za-z0-9]{40}$");
        first!.Count(char.IsAsciiDigit).ShouldBeGreaterThanOrEqualTo(3);
        (await ValueAsync()).ShouldBe(first);
        (await ValueAsync("--Parameters:key", "mine")).ShouldBe("mine");
        File.GetUnixFileMode(Path.Combine(_data.FullName, "parameters.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_missing_parameter_says_how_to_give_it()
        => (await Should.ThrowAsync<MissingParameterValueException>(async () => await Describe().AddParameter("key").Resource.GetValueAsync(CancellationToken.None)))
            .Message.ShouldBe("The configuration has no Parameters:key. Give it on the command line (--Parameters:key VALUE) or in the environment (Parameters__key=VALUE).");

    [Fact]
    public async Task An_expression_is_put_together_when_it_is_read_and_keeps_braces()
    {
        var builder = Describe();
        var user = builder.AddParameter("user", "ann");
        var web = builder.AddExecutable("web", "true", ".").WithHttpEndpoint(name: "http");
        var expression = ReferenceExpression.Create($"{{{user}}}@{web.GetEndpoint("http").Property(EndpointProperty.HostAndPort)}");

        expression.ValueExpression.ShouldBe("{{user.value}}@{web.bindings.http.hostAndPort}");
        (await Should.ThrowAsync<DistributedApplicationException>(async () => await expression.GetValueAsync(CancellationToken.None)))
            .Message.ShouldContain("has no address yet");
        var endpoint = web.Resource.Annotations.OfType<EndpointAnnotation>().Single();
        endpoint.AllocatedEndpoint = new(endpoint, "127.0.0.1", 4711);
        (await expression.GetValueAsync(CancellationToken.None)).ShouldBe("{ann}@127.0.0.1:4711");
    }

    [Fact]
    public void An_endpoint_that_does_not_exist_names_those_that_do()
    {
        var web = Describe().AddExecutable("web", "true", ".").WithHttpEndpoint(name: "http").WithEndpoint(scheme: "tcp", name: "raw");
        web.GetEndpoint("grpc").Exists.ShouldBeFalse();
        Should.Throw<DistributedApplicationException>(() => web.GetEndpoint("grpc").Port).Message
            .ShouldBe("Resource 'web' has no endpoint 'grpc'. It has: http, raw.");
        Should.Throw<DistributedApplicationException>(() => web.WithHttpEndpoint(name: "http"));
    }

    [Fact]
    public async Task Those_who_watch_see_what_is_and_then_what_becomes_even_when_they_are_slow()
    {
        using var notifications = new ResourceNotificationService();
        var resource = Describe().AddExecutable("web", "true", ".").Resource;
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = "Starting" });
        await using var watch = notifications.WatchAsync().GetAsyncEnumerator();
        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.Snapshot.State!.Text.ShouldBe("Starting");
        for (var i = 0; i < 1_000; i++)
        {
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { ExitCode = i });
        }

        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.Snapshot.ExitCode.ShouldBe(999);
    }

    [Fact]
    public async Task A_log_keeps_its_last_lines_and_tells_a_late_reader_their_numbers()
    {
        var log = new ConsoleLog();
        for (var i = 1; i <= ConsoleLog.Capacity + 10; i++)
        {
            log.Add($"line {i}", isError: i % 2 == 0);
        }

        await using var reader = log.FollowAsync().GetAsyncEnumerator();
        (await reader.MoveNextAsync()).ShouldBeTrue();
        reader.Current.Count.ShouldBe(ConsoleLog.Capacity);
        reader.Current[0].ShouldBe(new LogLine(11, "line 11", false));
        log.Add("more", isError: false);
        (await reader.MoveNextAsync()).ShouldBeTrue();
        reader.Current.ShouldHaveSingleItem().Content.ShouldBe("more");
    }

    private IDistributedApplicationBuilder Describe(params string[] settings) => RunningApplication.Describe(_ => { }, _data.FullName, dashboard: false, settings);
}
