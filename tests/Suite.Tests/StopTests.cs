using Ctas7.Testing;
using Ctas7.Testing.Suite;

namespace Ctas7.Suite.Tests;

/// <summary>Stop means stop: however the app host of the whole suite ends, no process stays.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task However_the_app_host_ends_no_process_stays(string signal)
    {
        var suite = new SuiteUnderTest();
        await suite.InitializeAsync();
        try
        {
            // The app host, the orchestrator, the dashboard, two brokers and four services at least.
            suite.Processes.Count.ShouldBeGreaterThan(8);
            await suite.StopAsync(signal);
            await Eventually.Get(() => Task.FromResult(string.Join('\n', suite.Processes)), left => left.Length == 0, "every process of the suite is gone");
        }
        finally
        {
            await suite.DisposeAsync();
        }
    }
}
