using System.Globalization;
using Ctas7.AppHost;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DashboardApplicationName = "CTAS-7 Command Center" });

// Where the operator and the browser come in; everything else takes free ports.
var gatewayPort = builder.Configuration.GetValue("Ports:Gateway", 15180);
var webSocketPort = builder.Configuration.GetValue("Ports:WebSocket", 15181);
var roots = ScanRoots.Of(args, builder);

var redis = builder.AddRedis("redis");
var rabbitmq = builder.AddRabbitMQ("rabbitmq");

var crateDiscovery = builder.AddProject("crate-discovery", "../services/crate-discovery/Service/CrateDiscovery.csproj")
    .WithReplicas(builder.Configuration.GetValue("Replicas:CrateDiscovery", 1))
    .WithHttpEndpoint(name: "http")
    .WithHttpEndpoint(name: "grpc", env: "GRPC_PORT")
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithReference(redis).WaitFor(redis)
    .WithReference(rabbitmq).WaitFor(rabbitmq)
    .WithEnvironment(context =>
    {
        for (var i = 0; i < roots.Count; i++)
        {
            context.EnvironmentVariables[string.Create(CultureInfo.InvariantCulture, $"Discovery__Roots__{i}")] = roots[i];
        }
    })
    .WithEnvironment("Discovery__Prune__0", builder.Configuration["Discovery:Prune:0"] ?? "artifacts")
    .WithUrlForEndpoint("http", url => { url.DisplayText = "Crates"; url.Url = "/api/crates"; })
    .WithUrlForEndpoint("grpc", url => { url.DisplayText = "gRPC"; url.DisplayLocation = UrlDisplayLocation.DetailsOnly; })
    .WithHttpCommand("/api/crates/rescan", "Rescan", endpointName: "http", commandOptions: new()
    {
        Description = "Walk all roots again and tell what changed",
        ConfirmationMessage = "Scan every root again?",
        IconName = "ArrowSync",
        IsHighlighted = true,
    })
    .WithIconName("BoxSearch");

var realtime = builder.AddProject("realtime", "../services/realtime/Realtime.csproj")
    .WithReplicas(2)
    .WithHttpEndpoint(name: "http")
    .WithHttpHealthCheck("/health")
    .WithReference(redis).WaitFor(redis)
    .WithReference(rabbitmq).WaitFor(rabbitmq)
    .WithUrlForEndpoint("http", url => { url.DisplayText = "Event stream"; url.Url = "/api/events/stream"; })
    .WithIconName("LiveOn");

var gateway = builder.AddProject("gateway", "../gateway/Gateway.csproj")
    .WithHttpEndpoint(port: gatewayPort, name: "http", isProxied: false)
    .WithHttpEndpoint(port: webSocketPort, name: "websocket", isProxied: false)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithReference(crateDiscovery).WaitFor(crateDiscovery)
    .WithReference(realtime).WaitFor(realtime)
    .WithUrlForEndpoint("http", url => { url.DisplayText = "API"; url.Url = "/api/status"; url.DisplayOrder = 3; })
    .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { DisplayText = "API docs", Url = "/api/docs", DisplayOrder = 2 })
    .WithUrlForEndpoint("websocket", url => { url.DisplayText = "WebSocket"; url.Url = $"ws://127.0.0.1:{url.Endpoint!.Port}"; url.DisplayOrder = 1; })
    .WithIconName("DoorArrowLeft");
gateway.WithEnvironment("Gateway__Routing__WebSocketPort", gateway.GetEndpoint("websocket").Property(EndpointProperty.TargetPort));

builder.Build().Run();
