using Ctas7.Contracts.CrateDiscovery;
using Ctas7.Contracts.Realtime;
using Ctas7.Realtime.Events;

namespace Ctas7.Realtime.Tests.Events;

public sealed class EventCatalogTests
{
    [Fact]
    public void Every_event_of_the_contracts_is_known_with_its_type_and_channel()
    {
        EventCatalog.KindOf(typeof(CrateUpdated)).ShouldBe(new EventKind(typeof(CrateUpdated), "crate.updated", Channels.Crates));
        EventCatalog.Kinds.Select(kind => kind.Type).ShouldBeUnique();
        EventCatalog.Kinds.Select(kind => kind.Message).ShouldBe(
            typeof(EventTypeAttribute).Assembly.GetTypes().Where(type => type.IsDefined(typeof(EventTypeAttribute), inherit: false)),
            ignoreOrder: true);
    }

    [Fact]
    public void Channels_exist_before_anything_is_published_on_them() =>
        EventCatalog.Channels.ShouldBe([Channels.Crates, Channels.Deployments, Channels.Health, Channels.System], ignoreOrder: true);

    [Fact]
    public void A_message_that_is_no_event_is_named() =>
        Should.Throw<InvalidOperationException>(() => EventCatalog.KindOf(typeof(CrateSummary))).Message.ShouldContain("CrateSummary");
}
