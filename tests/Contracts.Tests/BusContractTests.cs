using System.Reflection;
using System.Text.Json;
using Ctas7.Contracts.Realtime;
using Ctas7.ServiceDefaults.Json;
using MassTransit.Serialization;

namespace Ctas7.Contracts.Tests;

public sealed class BusContractTests
{
    public static TheoryData<Type> Messages => [.. BusMessage.All];

    public static TheoryData<Type> MessagesAndParts => [.. BusMessage.All.Concat(BusMessage.Parts)];

    [Fact]
    public void There_are_messages() => BusMessage.All.Count().ShouldBeGreaterThan(5);

    [Theory, MemberData(nameof(MessagesAndParts))]
    public void A_message_is_as_agreed(Type message) => Snapshot.Verify($"bus/{message.Name}.txt", BusMessage.Describe(message));

    [Fact]
    public void No_message_has_gone() => Snapshot.VerifyNoOthers("bus", BusMessage.All.Concat(BusMessage.Parts).Select(type => $"{type.Name}.txt"));

    [Theory, MemberData(nameof(Messages))]
    public void A_message_has_a_file_of_its_name_is_sealed_and_says_what_event_it_is(Type message)
    {
        message.IsSealed.ShouldBeTrue();
        message.Namespace.ShouldNotBeNullOrEmpty();
        var live = message.GetCustomAttribute<EventTypeAttribute>().ShouldNotBeNull();
        live.Type.ShouldMatch("^[a-z]+\\.[a-z_]+$");
        typeof(Channels).GetFields().Select(field => field.GetValue(null)).ShouldContain(live.Channel);
        var contracts = Path.Combine(Snapshot.Folder, "..", "..", "..", "services", "contracts");
        Directory.GetFiles(contracts, $"{message.Name}.cs", SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Messages))]
    public void A_message_survives_the_bus_and_the_wire(Type message)
    {
        var example = Example.Of(message);
        foreach (var options in new[] { SystemTextJsonMessageSerializer.Options, Ctas7Json.Options })
        {
            var sent = JsonSerializer.Serialize(example, message, options);
            var received = JsonSerializer.Deserialize(sent, message, options).ShouldNotBeNull();
            JsonSerializer.Serialize(received, message, options).ShouldBe(sent);
            foreach (var property in message.GetProperties())
            {
                property.GetValue(received).ShouldNotBeNull($"{property.Name} is lost in {sent}");
            }
        }
    }
}
