using System.Diagnostics;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;
using Ctas7.Testing;
using Ctas7.Testing.Suite;

namespace Aspire.Hosting.Tests.Running;

/// <summary>Stop means stop: however the app host ends, nothing of the run stays, epmd and RabbitMQ's children included.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("INT", 0)]
    [InlineData("TERM", 0)]
    [InlineData("KILL", 137)]
    public async Task However_the_app_host_ends_no_process_stays(string signal, int exitCode)
    {
        var data = Directory.CreateTempSubdirectory("aspire-test-").FullName;
        var mark = Guid.NewGuid().ToString("N");
        var left = new LeftOvers(mark);
        var state = Path.Combine(data, "state.json");
        try
        {
            using var host = Start(mark, "--data", data, "--state-file", state);
            await Eventually.True(() => Healthy(state, "redis", "rabbitmq", "web"), "the app host's resources are healthy", TimeSpan.FromSeconds(120));
            left.Find().Count.ShouldBeGreaterThan(6);
            left.Find().ShouldContain(process => process.Contains("epmd", StringComparison.Ordinal));

            using (var kill = Process.Start("kill", [$"-{signal}", $"{host.Id}"]))
            {
                await host.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            }

            host.ExitCode.ShouldBe(exitCode);
            await Eventually.Get(() => Task.FromResult(string.Join('\n', left.Find())), found => found.Length == 0, "nothing is left", TimeSpan.FromSeconds(60));
        }
        finally
        {
            foreach (var process in left.Find())
            {
                using var kill = Process.Start("kill", ["-9", process.Split(' ')[0]]);
            }

            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task What_a_killed_app_host_and_its_killed_watchdog_left_is_ended_by_the_next_run()
    {
        var data = Directory.CreateTempSubdirectory("aspire-test-").FullName;
        try
        {
            const string last = "the-last-run";
            Directory.CreateDirectory(Path.Combine(data, "run"));
            await File.WriteAllTextAsync(Path.Combine(data, "run", "owner"), $"1\n{last}\n");
            var start = new ProcessStartInfo("sleep", ["600"]);
            start.Environment[RunMark.Run] = last;
            using var orphan = Process.Start(start)!;
            using (await RunFolder.TakeAsync(data, "this-run", CancellationToken.None))
            {
                await orphan.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
                var second = await Should.ThrowAsync<DistributedApplicationException>(() => RunFolder.TakeAsync(data, "other", CancellationToken.None));
                second.Message.ShouldBe($"Another app host (process {Environment.ProcessId}) runs with the data folder {data}. Stop it, or give another folder: --data DIR.");
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static Process Start(string mark, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(StopTests).Assembly.Location, "apphost", .. arguments]);
        start.Environment[LeftOvers.Variable] = mark;
        return Process.Start(start)!;
    }

    private static bool Healthy(string path, params string[] resources)
        => SuiteState.Read(path) is { } state
            && resources.All(resource => state.Resources.Any(entry => entry.Resource == resource && entry is { State: "Running", Health: "Healthy" }));
}
