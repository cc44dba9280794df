using System.Text.Json.Nodes;
using Ctas7.Gateway.OpenApi;

namespace Ctas7.Gateway.Tests.OpenApi;

public sealed class DocumentMergeTests
{
    [Fact]
    public void Only_paths_that_are_routed_to_the_service_are_taken()
    {
        var merged = Merge(Service("crate-discovery", """{"paths":{"/api/crates":{"get":{}},"/api/crates/{name}":{"get":{}},"/api/cratesx":{"get":{}},"/api/events":{"get":{}},"/health":{"get":{}}}}"""));

        Paths(merged).ShouldBe(["/api/crates", "/api/crates/{name}"]);
    }

    [Fact]
    public void Operations_get_the_service_as_tag_and_in_their_id_and_their_permission()
    {
        var merged = Merge(Service("crate-discovery", """{"paths":{"/api/crates":{"get":{"operationId":"list"},"post":{"tags":["x"]}}}}"""));

        merged["paths"]!["/api/crates"]!["get"]!.ToJsonString().ShouldBe("""{"operationId":"crate-discovery.list","tags":["crate-discovery"],"x-permission":"crates:read"}""");
        merged["paths"]!["/api/crates"]!["post"]!.ToJsonString().ShouldBe("""{"tags":["x"],"x-permission":"crates:write"}""");
    }

    [Fact]
    public void Equal_components_are_shared_and_different_ones_of_one_name_are_both_kept()
    {
        var merged = Merge(
            Service("crate-discovery", """{"components":{"schemas":{"same":{"type":"string"},"state":{"type":"string"}}}}"""),
            Service("realtime", """
                {"components":{"schemas":{"same":{"type":"string"},"state":{"type":"integer"}}},
                 "paths":{"/api/events":{"get":{"x":{"$ref":"#/components/schemas/state"},"y":[{"$ref":"#/components/schemas/same"}]}}}}
                """));

        var schemas = (JsonObject)merged["components"]!["schemas"]!;
        schemas.Select(schema => schema.Key).Order().ShouldBe(["realtime.state", "same", "state"]);
        schemas["state"]!["type"]!.ToString().ShouldBe("string");
        var operation = merged["paths"]!["/api/events"]!["get"]!;
        operation["x"]!["$ref"]!.ToString().ShouldBe("#/components/schemas/realtime.state");
        operation["y"]![0]!["$ref"]!.ToString().ShouldBe("#/components/schemas/same");
    }

    [Fact]
    public void A_document_of_another_shape_than_expected_adds_nothing()
    {
        var merged = Merge(Service("crate-discovery", """{"paths":[1],"components":{"schemas":7}}"""), new ServiceDocument("realtime", null, "down"));

        Paths(merged).ShouldBeEmpty();
        merged["x-services"]!.ToJsonString().ShouldBe("""[{"name":"crate-discovery","state":"current"},{"name":"realtime","state":"missing","error":"down"}]""");
    }

    private static JsonObject Merge(params ServiceDocument[] services) => DocumentMerge.Into(new JsonObject { ["openapi"] = "3.1.1" }, services);

    private static ServiceDocument Service(string name, string json) => new(name, (JsonObject)JsonNode.Parse(json)!, null);

    private static IEnumerable<string> Paths(JsonObject document) => (document["paths"] as JsonObject ?? []).Select(path => path.Key);
}
