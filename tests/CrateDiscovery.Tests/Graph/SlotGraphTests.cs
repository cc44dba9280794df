using Ctas7.CrateDiscovery.Graph;

namespace Ctas7.CrateDiscovery.Tests.Graph;

/// <summary>When there is a graph to ask.</summary>
public sealed class SlotGraphTests
{
    private readonly TestRegistry _registry = new();

    [Fact]
    public async Task The_first_query_waits_for_the_first_graph()
    {
        var graph = new SlotGraph(_registry.Registry, TimeProvider.System);
        var asked = graph.ReadyAsync(CancellationToken.None).AsTask();
        asked.IsCompleted.ShouldBeFalse();
        graph.Publish(_registry.Graph);
        (await asked).ShouldBeSameAs(_registry.Graph);
        (await graph.ReadyAsync(CancellationToken.None)).ShouldBeSameAs(_registry.Graph);
    }

    [Fact]
    public async Task Who_stops_asking_waits_no_longer()
    {
        using var stop = new CancellationTokenSource();
        var asked = new SlotGraph(_registry.Registry, TimeProvider.System).ReadyAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task The_empty_graph_of_a_registry_that_was_replaced_is_waited_out_and_one_with_crates_is_not()
    {
        var graph = new SlotGraph(_registry.Registry, TimeProvider.System);
        graph.Publish(_registry.Graph);
        var restored = new TestRegistry();
        restored.Write("/w/a", TestRegistry.Toml("a"));
        restored.Follow();
        _registry.Registry.Replace(restored.Registry.Current);
        var asked = graph.ReadyAsync(CancellationToken.None).AsTask();
        asked.IsCompleted.ShouldBeFalse();
        graph.Publish(restored.Graph);
        (await asked).ShouldBeSameAs(restored.Graph);

        // Another leader has taken over: until its graph is there the one before is good enough.
        _registry.Registry.BeginEpoch();
        (await graph.ReadyAsync(CancellationToken.None)).ShouldBeSameAs(restored.Graph);
    }
}
