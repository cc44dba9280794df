using System.Net;
using Ctas7.Gateway.Tests.Servers;
using Ctas7.Testing;
using Microsoft.AspNetCore.Http;

namespace Ctas7.Gateway.Tests.OpenApi;

public sealed class OpenApiTests
{
    private static readonly Uri Document = new("/api/openapi.json", UriKind.Relative);

    [Fact]
    public async Task The_documents_of_all_services_are_one()
    {
        await using var crates = await Describing("crate-discovery", "/api/crates");
        await using var realtime = await Describing("realtime", "/api/events/stream");
        await using var gateway = await GatewayServer.StartAsync(crates, realtime);

        var document = await (await gateway.Client.GetAsync(Document)).JsonAsync();
        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order().ShouldBe(["/api/crates", "/api/events/stream", "/api/status"]);
        document.GetProperty("paths").GetProperty("/api/status").GetProperty("get").GetProperty("responses").GetProperty("200").ToString().ShouldContain("gateway_status");
        document.GetProperty("x-services").EnumerateArray().ShouldAllBe(service => service.GetProperty("state").GetString() == "current");
    }

    [Fact]
    public async Task A_service_that_is_down_is_told_and_its_last_document_stays()
    {
        await using var crates = await Describing("crate-discovery", "/api/crates");
        await using var gateway = await GatewayServer.StartAsync(crates, Upstream.Dead("realtime"));
        var before = await (await gateway.Client.GetAsync(Document)).JsonAsync();
        before.GetProperty("x-services")[1].GetProperty("state").GetString().ShouldBe("missing");

        await crates.StopAsync();
        var after = await Eventually.Get(
            async () => await (await gateway.Client.GetAsync(Document)).JsonAsync(),
            document => document.GetProperty("x-services")[0].GetProperty("state").GetString() == "last_good",
            "the service's end is noticed");
        after.GetProperty("paths").TryGetProperty("/api/crates", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_kept_for_a_while_and_known_by_its_tag()
    {
        await using var crates = await Describing("crate-discovery", "/api/crates");
        await using var realtime = await Describing("realtime", "/api/events");
        await using var gateway = await GatewayServer.StartAsync(crates, realtime);
        using var first = await gateway.Client.GetAsync(Document);
        using var request = new HttpRequestMessage(HttpMethod.Get, Document) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        (await gateway.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        crates.Seen.Count(seen => seen.Path == "/openapi/v1.json").ShouldBe(1);
    }

    [Fact]
    public async Task The_page_and_its_files_come_from_the_gateway_under_a_strict_policy()
    {
        await using var gateway = await GatewayServer.StartAsync();
        using var root = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative));
        root.StatusCode.ShouldBe(HttpStatusCode.Found);
        root.Headers.Location!.ToString().ShouldBe("/api/docs/index.html");

        using var page = await gateway.Client.GetAsync(root.Headers.Location);
        var html = await page.Content.ReadAsStringAsync();
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        html.ShouldNotContain("<script>");
        html.ShouldNotContain("<style");
        page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("script-src 'self'");
        foreach (var file in new[] { "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-ui.css", "index.css", "index.js" })
        {
            html.ShouldContain(file);
            (await gateway.Client.GetAsync(new Uri($"/api/docs/{file}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK, file);
        }

        (await gateway.Client.GetAsync(new Uri("/api/docs/nowhere.js", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Task<Upstream> Describing(string name, string path) => Upstream.StartAsync(name, context =>
    {
        var paths = new Dictionary<string, object> { [path] = new { get = new { operationId = "list" } }, ["/health"] = new { get = new { } } };
        return context.Request.Path == "/openapi/v1.json" ? context.Response.WriteAsJsonAsync(new { openapi = "3.1.1", paths }) : Task.CompletedTask;
    });
}
