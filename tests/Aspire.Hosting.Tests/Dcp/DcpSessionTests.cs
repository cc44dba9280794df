using System.Diagnostics;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Processes;
using Ctas7.Testing;
using Ctas7.Testing.Suite;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Tests.Dcp;

/// <summary>Our client against the real DCP.</summary>
public sealed class DcpSessionTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aspire-test-");
    private readonly string _run = Guid.NewGuid().ToString("N");
    private DcpSession _session = null!;

    public async Task InitializeAsync()
    {
        var bundle = await DcpBundle.FindAsync(new ConfigurationBuilder().Build(), Path.Combine(Checkout.Root, "AppHost"), CancellationToken.None);
        _session = await DcpSession.StartAsync(new(bundle.Orchestrator, _run, _folder.FullName, new Dictionary<string, ServiceSpec>()), 1, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _session.DisposeAsync();
        await Eventually.Get(() => Task.FromResult(ProcessTable.WithVariable(RunMark.Run, _run).Count), left => left == 0, "DCP leaves no process");
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_process_is_started_with_its_environment_followed_and_told_of_at_its_end()
    {
        var tracked = _session.Track("talker");
        await _session.Client.CreateAsync(
            "talker",
            new ExecutableSpec { ExecutablePath = "/bin/sh", Args = ["-c", "echo out $WORD; echo err >&2; exit 7"], Env = [new("WORD", "a {b} c")] },
            [],
            CancellationToken.None);
        var over = await tracked.WhenAsync(status => status.IsOver, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        over.State.ShouldBe("Finished");
        over.ExitCode.ShouldBe(7);
        (await LinesAsync("talker", errors: false)).ShouldHaveSingleItem().ShouldEndWith(" out a {b} c");
        (await LinesAsync("talker", errors: true)).ShouldHaveSingleItem().ShouldEndWith(" err");
        await _session.Client.DeleteAsync("talker", CancellationToken.None);
        await _session.Client.DeleteAsync("talker", CancellationToken.None);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_fails_to_start_and_a_name_in_use_is_an_error_that_says_so()
    {
        var tracked = _session.Track("absent");
        var spec = new ExecutableSpec { ExecutablePath = "/no/such/program" };
        await _session.Client.CreateAsync("absent", spec, [], CancellationToken.None);
        (await tracked.WhenAsync(status => status.IsOver, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30))).State.ShouldBe("FailedToStart");
        (await Should.ThrowAsync<HttpRequestException>(() => _session.Client.CreateAsync("absent", spec, [], CancellationToken.None))).Message.ShouldContain("409");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_is_lost_when_the_server_or_its_controllers_die(bool controllers)
    {
        var server = _session.ProcessId;
        var victim = controllers
            ? await Eventually.Get(
                () => Task.FromResult(ProcessTable.WithVariable(RunMark.Run, _run).FirstOrDefault(pid => ProcessTable.CommandOf(pid).Contains("run-controllers", StringComparison.Ordinal))),
                pid => pid > 0, "DCP has controllers")
            : server;
        using (var process = Process.GetProcessById(victim))
        {
            process.Kill();
        }

        var lost = new TaskCompletionSource();
        using var registration = _session.Lost.Register(lost.SetResult);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await RunMark.EndAllAsync(RunMark.Run, _run, TimeSpan.FromSeconds(10));
    }

    private async Task<List<string>> LinesAsync(string name, bool errors)
    {
        var lines = new List<string>();
        await foreach (var line in _session.Client.FollowAsync(name, errors, CancellationToken.None))
        {
            lines.Add(line);
        }

        return lines;
    }
}
