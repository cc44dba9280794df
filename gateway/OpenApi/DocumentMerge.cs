using System.Text.Json.Nodes;
using Ctas7.Gateway.Routing;

namespace Ctas7.Gateway.OpenApi;

/// <summary>
/// One OpenAPI 3.1 document out of many: the paths that the gateway routes to each service, and their components. Two
/// different components of one name are both kept, the later one as <c>service.name</c>.
/// </summary>
public static class DocumentMerge
{
    private static readonly string[] Verbs = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    /// <summary>Adds the services' documents to the gateway's own, which is changed and returned.</summary>
    public static JsonObject Into(JsonObject own, IReadOnlyList<ServiceDocument> services)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(services);
        own["servers"] = new JsonArray(new JsonObject { ["url"] = "/" });
        foreach (var service in services)
        {
            if (service.Document?.DeepClone() is JsonObject document)
            {
                AddComponents(own, service.Service, document);
                AddPaths(own, service.Service, document);
            }
        }

        own["x-services"] = new JsonArray([.. services.Select(Describe)]);
        return own;
    }

    private static JsonObject Describe(ServiceDocument service)
    {
        var entry = new JsonObject { ["name"] = service.Service, ["state"] = service.State };
        if (service.Error is { } error)
        {
            entry["error"] = error;
        }

        return entry;
    }

    private static void AddComponents(JsonObject own, string service, JsonObject document)
    {
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        var additions = new List<(string Kind, string Name, JsonNode? Value)>();
        foreach (var (kind, group) in document["components"] as JsonObject ?? [])
        {
            foreach (var (name, value) in group as JsonObject ?? [])
            {
                if (!Section(own, kind).TryGetPropertyValue(name, out var existing))
                {
                    additions.Add((kind, name, value));
                }
                else if (!JsonNode.DeepEquals(existing, value))
                {
                    renamed[$"#/components/{kind}/{name}"] = $"#/components/{kind}/{service}.{name}";
                    additions.Add((kind, $"{service}.{name}", value));
                }
            }
        }

        Rewrite(document, renamed);
        foreach (var (kind, name, value) in additions)
        {
            Section(own, kind)[name] = value?.DeepClone();
        }
    }

    private static void AddPaths(JsonObject own, string service, JsonObject document)
    {
        var paths = own["paths"] as JsonObject ?? [];
        own["paths"] = paths;
        foreach (var (path, item) in document["paths"] as JsonObject ?? [])
        {
            if (item is JsonObject operations && RouteOf(service, path) is { } route && !paths.ContainsKey(path))
            {
                Annotate(operations, service, new RequiredPermission(route.Permission));
                paths[path] = operations.DeepClone();
            }
        }
    }

    private static void Annotate(JsonObject operations, string service, RequiredPermission permission)
    {
        foreach (var verb in Verbs)
        {
            if (operations[verb] is JsonObject operation)
            {
                // Names of operations are unique in a document (OpenAPI 3.1, 4.8.10), and two services may choose the same.
                if (operation["operationId"] is JsonValue id)
                {
                    operation["operationId"] = $"{service}.{id}";
                }

                operation["tags"] ??= new JsonArray(service);
                operation["x-permission"] ??= permission.For(verb.ToUpperInvariant());
            }
        }
    }

    private static GatewayRoute? RouteOf(string service, string path) => RouteTable.Routes.FirstOrDefault(route =>
        route.Service == service
        && route.Port == GatewayPort.Any
        && Prefix(route) is var prefix
        && path.StartsWith(prefix, StringComparison.Ordinal)
        && (path.Length == prefix.Length || path[prefix.Length] == '/'));

    private static string Prefix(GatewayRoute route) => route.Path[..route.Path.IndexOf("/{**", StringComparison.Ordinal)];

    private static JsonObject Section(JsonObject own, string kind)
    {
        var components = own["components"] as JsonObject ?? [];
        own["components"] = components;
        var section = components[kind] as JsonObject ?? [];
        components[kind] = section;
        return section;
    }

    private static void Rewrite(JsonNode? node, Dictionary<string, string> renamed)
    {
        if (renamed.Count == 0)
        {
            return;
        }

        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var reference) && renamed.TryGetValue(reference, out var renamedTo))
                    {
                        members[name] = renamedTo;
                    }
                    else
                    {
                        Rewrite(value, renamed);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Rewrite(item, renamed);
                }

                break;
            default:
                break;
        }
    }
}
