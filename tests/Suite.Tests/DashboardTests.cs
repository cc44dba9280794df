using Ctas7.Testing;
using Ctas7.Testing.Suite;
using Microsoft.Playwright;

namespace Ctas7.Suite.Tests;

/// <summary>What an operator sees in the Aspire dashboard, in a real browser.</summary>
[Collection(SuiteCollection.Name)]
public sealed class DashboardTests(SuiteUnderTest suite)
{
    [Fact]
    public async Task The_dashboard_shows_every_resource_running_and_one_trace_across_the_services()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1600, Height = 1000 } });
        page.SetDefaultTimeout(30_000);

        await page.GotoAsync(suite.DashboardLogin);
        foreach (var resource in suite.Resources)
        {
            await Assertions.Expect(page.GetByText(resource.Resource, new PageGetByTextOptions { Exact = false }).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        }

        await Assertions.Expect(page.GetByText("Running", new PageGetByTextOptions { Exact = true })).ToHaveCountAsync(RunningRows(), new() { Timeout = 30_000 });
        await KeepAsync(page, "dashboard-resources");

        // A rescan asked at the gateway ends as an event of realtime: one trace across gateway, service, bus and consumer.
        using var rescan = await suite.Api.PostAsync("/api/crates/rescan", null);
        rescan.IsSuccessStatusCode.ShouldBeTrue();
        var origin = new Uri(suite.DashboardLogin).GetLeftPart(UriPartial.Authority);
        await Eventually.True(
            async () =>
            {
                await page.GotoAsync($"{origin}/traces/resource/gateway");
                var row = page.Locator("fluent-data-grid-row, tr", new() { HasTextString = "POST /api/crates" }).First;
                await row.WaitForAsync(new() { Timeout = 5_000 });
                var text = await row.InnerTextAsync();
                return text.Contains("gateway", StringComparison.Ordinal) && text.Contains("crate-discovery", StringComparison.Ordinal) && text.Contains("realtime", StringComparison.Ordinal);
            },
            "one trace names gateway, crate-discovery and realtime",
            TimeSpan.FromSeconds(60));
        await KeepAsync(page, "dashboard-traces");
    }

    private int RunningRows() => suite.Resources.Count(resource => resource.State == "Running");

    /// <summary>Keeps a picture for a person where one is wanted.</summary>
    private static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("CTAS7_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
