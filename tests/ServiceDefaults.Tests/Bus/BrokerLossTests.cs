using System.Net;
using Ctas7.ServiceDefaults.Bus;
using Ctas7.Testing;

namespace Ctas7.ServiceDefaults.Tests.Bus;

public sealed class BrokerLossTests
{
    [Fact]
    public async Task The_service_starts_without_the_broker_says_so_connects_when_it_comes_and_again_after_a_kill()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        await broker.KillAsync();
        var inbox = new Inbox();
        await using var service = await ServiceBusTests.StartAsync(broker.ConnectionString, bus => bus.AddConsumer<GreetingConsumer>(), inbox);
        (await service.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await service.Client.GetAsync("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Should.ThrowAsync<BusUnavailableException>(() => service.Service<BusPublisher>().PublishAsync(new Greeting("nobody")));

        await broker.RestartAsync();
        await ServiceBusTests.ReadyAsync(service);
        await HeardAsync(service, inbox, "first");

        await broker.KillAsync();
        await Should.ThrowAsync<BusUnavailableException>(() => service.Service<BusPublisher>().PublishAsync(new Greeting("nobody")));
        await broker.RestartAsync();
        await HeardAsync(service, inbox, "second");
        await ServiceBusTests.ReadyAsync(service);
    }

    private static Task HeardAsync(RunningService service, Inbox inbox, string text) => Eventually.True(
        async () =>
        {
            await service.Service<BusPublisher>().PublishAsync(new Greeting(text));
            return inbox.Texts.Contains(text);
        },
        $"'{text}' is published and consumed",
        TimeSpan.FromSeconds(60));
}
