using Grpc.AspNetCore.Tests.Hosts;
using Grpc.AspNetCore.Tests.Protos;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Tests.Client;

/// <summary>Clients from the container, over the HTTP client of their name.</summary>
public sealed class ClientFactoryTests : IAsyncLifetime
{
    private EchoServer _server = null!;

    public async Task InitializeAsync() => _server = await EchoServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Handlers_of_all_http_clients_see_the_calls_of_a_grpc_client()
    {
        var seen = new Rewriting(_server.Address);
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler(() => seen));
        services.AddGrpcClient<Echo.EchoClient>(options => options.Address = new Uri("http://_grpc.echo"));
        await using var provider = services.BuildServiceProvider();

        var reply = await provider.GetRequiredService<Echo.EchoClient>().UnaryAsync(new EchoRequest { Text = "resolved" });

        reply.Text.ShouldBe("resolved");
        seen.Hosts.ShouldBe(["_grpc.echo"]);
    }

    [Fact]
    public async Task Interceptors_and_call_options_of_a_registration_apply_to_its_calls()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>("named", options => options.Address = _server.Address)
            .AddInterceptor(() => new Tagging("x-channel"))
            .AddInterceptor(InterceptorScope.Client, () => new Tagging("x-client"));
        await using var provider = services.BuildServiceProvider();

        using var call = provider.GetRequiredService<GrpcClientFactory>().CreateClient<Echo.EchoClient>("named")
            .UnaryAsync(new EchoRequest { Act = "headers" });
        await call;

        var headers = await call.ResponseHeadersAsync;
        headers.GetValue("x-channel").ShouldBe("seen");
        headers.GetValue("x-client").ShouldBe("seen");
    }

    [Fact]
    public async Task A_call_made_for_another_inherits_its_deadline()
    {
        await using var relay = await EchoServer.StartAsync(
            services: services =>
            {
                services.AddGrpcClient<Echo.EchoClient>(options => options.Address = _server.Address).EnableCallContextPropagation();
                services.AddSingleton(provider => new Relay(() => provider.CreateScope().ServiceProvider.GetRequiredService<Echo.EchoClient>()));
            },
            options: options => options.Interceptors.Add<Relay>());
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(relay.Address);

        var fault = await Should.ThrowAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Act = "hang" }, deadline: DateTime.UtcNow.AddMilliseconds(500)));

        fault.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await _server.Record.WasCancelled;
    }

    [Fact]
    public async Task A_client_without_an_address_says_how_to_give_one()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>();
        await using var provider = services.BuildServiceProvider();
        Should.Throw<InvalidOperationException>(() => provider.GetRequiredService<Echo.EchoClient>()).Message.ShouldContain("Address");
    }

    [Fact]
    public void One_name_belongs_to_one_type()
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>("name");
        Should.Throw<InvalidOperationException>(() => services.AddGrpcClient<OtherClient>("name")).Message.ShouldContain("name");
    }

    private sealed class OtherClient;

    /// <summary>Passes every unary call on to the next server.</summary>
    private sealed class Relay(Func<Echo.EchoClient> next) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            (TResponse)(object)await next().UnaryAsync((EchoRequest)(object)request).ResponseAsync;
    }

    private sealed class Rewriting(Uri target) : DelegatingHandler
    {
        public List<string> Hosts { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Hosts.Add(request.RequestUri!.Host);
            request.RequestUri = new Uri(target, request.RequestUri.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Tagging(string header) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var headers = new Metadata { { header, "seen" } };
            foreach (var entry in context.Options.Headers ?? [])
            {
                headers.Add(entry);
            }

            return continuation(request, new(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }
}
