using System.Net.Http.Json;
using System.Text.Json;
using Ctas7.Testing;
using Ctas7.Testing.Suite;

namespace Ctas7.Suite.Tests;

/// <summary>kill −9 of each process in turn: the suite heals by itself, and no event is lost that the registry shows.</summary>
[Collection(SuiteCollection.Name)]
public sealed class HealingTests(SuiteUnderTest suite)
{
    /// <summary>The stated time within which everything is healthy again.</summary>
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("crate-discovery")]
    [InlineData("realtime")]
    [InlineData("gateway")]
    [InlineData("rabbitmq")]
    [InlineData("redis")]
    public async Task After_a_kill_the_suite_heals_and_every_change_made_meanwhile_is_told(string resource)
    {
        await using var client = await EventClient.ConnectAsync(suite.WebSocketDoor);
        suite.Workspace.Save($"healing-{resource}-before", "1.0.0");
        await MainPathTests.Seen(client, $"healing-{resource}-before", "1.0.0");

        var killed = await suite.KillAsync(resource);

        // While it is gone the operator goes on working.
        for (var crate = 0; crate < 5; crate++)
        {
            suite.Workspace.Save($"healing-{resource}-{crate}", "1.0.0");
            suite.Workspace.Save($"healing-{resource}-{crate}", "1.0.1");
        }

        suite.Workspace.Save($"healing-{resource}-before", "2.0.0");

        await Eventually.True(
            () => suite.PidsOf(resource) is { } now && now.Count == killed.Count && !now.Intersect(killed).Any(),
            $"{resource} runs again as other processes",
            HealsWithin);
        await suite.HealthyAsync(HealsWithin);
        for (var crate = 0; crate < 5; crate++)
        {
            await MainPathTests.Seen(client, $"healing-{resource}-{crate}", "1.0.1");
        }

        await MainPathTests.Seen(client, $"healing-{resource}-before", "2.0.0");

        // What the registry shows is what the events told last.
        var crates = await suite.Api.GetFromJsonAsync<JsonElement>("/api/crates?limit=1000");
        foreach (var crate in crates.EnumerateArray().Where(crate => crate.GetProperty("name").GetString()!.StartsWith($"healing-{resource}", StringComparison.Ordinal)))
        {
            var name = crate.GetProperty("name").GetString()!;
            var told = client.Seen.Last(seen => MainPathTests.NameIn(seen) == name);
            told.Data.GetProperty("crate").GetProperty("content_hash").GetString().ShouldBe(crate.GetProperty("content_hash").GetString());
        }

        foreach (var channel in client.Seen.GroupBy(seen => (seen.Channel, seen.Epoch)))
        {
            channel.Select(seen => seen.Offset).ShouldBeUnique();
        }
    }

    [Fact]
    public async Task After_a_kill_of_the_orchestrator_everything_starts_anew_and_every_change_is_told()
    {
        await using var client = await EventClient.ConnectAsync(suite.WebSocketDoor);
        suite.Workspace.Save("healing-orchestrator", "1.0.0");
        await MainPathTests.Seen(client, "healing-orchestrator", "1.0.0");
        var orchestrator = suite.OrchestratorId;
        var gateway = suite.PidsOf("gateway");

        await SuiteUnderTest.KillAsync(orchestrator);
        suite.Workspace.Save("healing-orchestrator", "2.0.0");

        await Eventually.True(() => suite.OrchestratorId != orchestrator && !suite.PidsOf("gateway").Intersect(gateway).Any(), "the app host starts anew", HealsWithin);
        await suite.HealthyAsync(HealsWithin);
        await MainPathTests.Seen(client, "healing-orchestrator", "2.0.0");
    }

    [Fact]
    public async Task After_a_kill_of_the_dashboard_it_answers_again_with_the_same_link()
    {
        var link = suite.DashboardLogin;
        var killed = await suite.KillAsync("aspire-dashboard");

        await Eventually.True(() => suite.PidsOf("aspire-dashboard") is [var now] && now != killed[0], "the dashboard runs as another process", HealsWithin);
        using var browser = new HttpClient();
        await Eventually.True(async () => (await browser.GetAsync(new Uri(link))).IsSuccessStatusCode, "the login link works", HealsWithin);
    }
}
