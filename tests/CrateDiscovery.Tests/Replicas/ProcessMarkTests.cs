using System.Diagnostics;
using Ctas7.CrateDiscovery.Replicas;

namespace Ctas7.CrateDiscovery.Tests.Replicas;

public sealed class ProcessMarkTests
{
    [Fact]
    public void A_process_that_runs_has_not_ended() => ProcessMark.HasEnded(ProcessMark.Own).ShouldBeFalse();

    [Fact]
    public async Task A_process_that_was_killed_has_ended()
    {
        using var process = Process.Start("sleep", "600");
        var mark = ProcessMark.Of(process.Id);
        ProcessMark.HasEnded(mark).ShouldBeFalse();
        process.Kill();
        await process.WaitForExitAsync();
        ProcessMark.HasEnded(mark).ShouldBeTrue();
    }

    [Fact]
    public void A_number_that_another_process_has_by_now_is_not_the_process()
    {
        var parts = ProcessMark.Own.Split('/');
        ProcessMark.HasEnded($"{parts[0]}/{parts[1]}/{parts[2]}/1").ShouldBeTrue();
    }

    [Theory]
    [InlineData("another-boot", null)]
    [InlineData(null, "pid:[1]")]
    public void Of_another_machine_or_namespace_nothing_is_known(string? boot, string? space)
    {
        var parts = ProcessMark.Own.Split('/');
        ProcessMark.HasEnded($"{boot ?? parts[0]}/{space ?? parts[1]}/2147483647/1").ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("////")]
    public void What_is_no_mark_tells_nothing(string mark) => ProcessMark.HasEnded(mark).ShouldBeFalse();
}
