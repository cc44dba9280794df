using System.Text.Json;
using Ctas7.ServiceDefaults.Cache;
using Ctas7.ServiceDefaults.Http;
using Ctas7.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Tests.OpenApi;

public sealed class OpenApiTests
{
    private sealed record CrateView(string CrateName, int HttpPort);

    private static async Task<JsonElement> ReadAsync()
    {
        await using var service = await RunningService.StartAsync(
            app =>
            {
                app.MapGet("/crates", (ListQuery query) => new ListResult<CrateView>([])).WithList(["crate_name"], "state").WithName("ListCrates");
                app.MapPost("/crates", (CrateView crate) => TypedResults.Created("/crates/x", crate)).WithIdempotency();
            },
            builder => builder.AddRedis(),
            ("ConnectionStrings:redis", "127.0.0.1:1"));
        return JsonDocument.Parse(await service.Client.GetStringAsync("/openapi/v1.json")).RootElement;
    }

    [Fact]
    public async Task The_document_is_3_1_with_wire_names()
    {
        var document = await ReadAsync();
        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        document.GetProperty("info").GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty("crate_view");
        schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ShouldBe(["crate_name", "http_port"]);
        document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ShouldBe(["/crates"], "probes and this document are no part of the API");
    }

    [Fact]
    public async Task Every_operation_says_how_it_fails()
    {
        var document = await ReadAsync();
        foreach (var operation in document.GetProperty("paths").GetProperty("/crates").EnumerateObject())
        {
            operation.Value.GetProperty("responses").GetProperty("default").GetProperty("content").GetProperty("application/problem+json")
                .GetProperty("schema").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/problem");
        }

        document.GetProperty("components").GetProperty("schemas").GetProperty("problem").GetProperty("properties").TryGetProperty("trace_id", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_list_states_its_parameters_and_an_idempotent_route_its_header()
    {
        var crates = (await ReadAsync()).GetProperty("paths").GetProperty("/crates");
        Names(crates.GetProperty("get")).ShouldBe(["limit", "cursor", "count", "sort", "state"], ignoreOrder: true);
        Names(crates.GetProperty("post")).ShouldBe(["Idempotency-Key"]);
        crates.GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")
            .GetProperty("schema").GetProperty("type").GetString().ShouldBe("array");

        static IEnumerable<string?> Names(JsonElement operation) =>
            operation.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString());
    }
}
