using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Grpc.Core;
using Grpc.Net.Client;

namespace Ctas7.CrateDiscovery.Tests.Grpc;

[Collection(nameof(Brokers))]
public sealed class CrateRegistryServiceTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private DiscoveryHost _host = null!;
    private GrpcChannel _channel = null!;
    private CrateRegistry.CrateRegistryClient _client = null!;

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            _folder.WriteCrate(name);
        }

        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
        await _host.Crates(list => list.Length == 3, "three crates");
        _channel = GrpcChannel.ForAddress(_host.GrpcAddress);
        _client = new CrateRegistry.CrateRegistryClient(_channel);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose()
    {
        _channel.Dispose();
        _limit.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task List_goes_page_by_page_in_the_order_of_paths()
    {
        var first = await _client.ListAsync(new ListCratesRequest { PageSize = 2 });
        (first.Total, first.Crates.Count, first.Position.Revision).ShouldBe((3, 2, 3));
        first.Crates[0].Path.ShouldBe(_folder.Manifest("a"));
        var second = await _client.ListAsync(new ListCratesRequest { PageSize = 2, PageToken = first.NextPageToken });
        second.Crates.ShouldHaveSingleItem().Name.ShouldBe("c");
        second.NextPageToken.ShouldBeEmpty();
        // By a part of the path that no random name of the temporary folder can hold.
        (await _client.ListAsync(new ListCratesRequest { Query = "/b/smart-crate", State = "valid" })).Crates.ShouldHaveSingleItem().Name.ShouldBe("b");
    }

    [Theory]
    [InlineData(1001, "", "")]
    [InlineData(-1, "", "")]
    [InlineData(0, "nonsense", "")]
    [InlineData(0, "", "good")]
    public async Task A_request_that_is_not_understood_is_an_invalid_argument(int size, string token, string state)
    {
        var failure = await Should.ThrowAsync<RpcException>(
            async () => await _client.ListAsync(new ListCratesRequest { PageSize = size, PageToken = token, State = state }));
        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Get_gives_the_crate_or_the_nearest_names()
    {
        var crate = await _client.GetAsync(new GetCrateRequest { Name = "a", IncludeManifest = true });
        crate.ManifestJson.ShouldBe("""{"smart-crate":{"name":"a","version":"1.0.0"}}""");
        crate.Id.ShouldBe((await _host.GetJsonAsync("/api/crates/a")).GetProperty("id").GetString());
        var failure = await Should.ThrowAsync<RpcException>(async () => await _client.GetAsync(new GetCrateRequest { Name = "ab" }));
        failure.StatusCode.ShouldBe(StatusCode.NotFound);
        failure.Status.Detail.ShouldContain("a, b");
    }

    [Fact]
    public async Task Watch_sends_the_state_then_every_change_and_resumes_without_a_gap()
    {
        RegistryPosition seen;
        using (var call = _client.Watch(new WatchCratesRequest(), cancellationToken: _limit.Token))
        {
            (await NextAsync(call)).KindCase.ShouldBe(CrateChange.KindOneofCase.Reset);
            foreach (var name in new[] { "a", "b", "c" })
            {
                (await NextAsync(call)).Upsert.Name.ShouldBe(name);
            }

            (await NextAsync(call)).KindCase.ShouldBe(CrateChange.KindOneofCase.Synced);
            _folder.WriteCrate("b", "2.0.0");
            var change = await NextAsync(call);
            (change.Upsert.Version, change.Position.Revision).ShouldBe(("2.0.0", 4));
            seen = change.Position;
        }

        File.Delete(_folder.Manifest("c"));
        await _host.Crates(list => list.Length == 2, "c is gone");
        using var resumed = _client.Watch(new WatchCratesRequest { Since = seen }, cancellationToken: _limit.Token);
        var removal = await NextAsync(resumed);
        (removal.Removal.Name, removal.Position.Revision).ShouldBe(("c", 5));
        (await NextAsync(resumed)).KindCase.ShouldBe(CrateChange.KindOneofCase.Synced);
    }

    [Fact]
    public async Task Another_epoch_on_the_way_is_a_reset_with_the_whole_state_and_the_watch_goes_on()
    {
        using var call = _client.Watch(new WatchCratesRequest(), cancellationToken: _limit.Token);
        while ((await NextAsync(call)).KindCase != CrateChange.KindOneofCase.Synced)
        {
        }

        _host.Get<CrateDiscovery.Registry.CrateRegistry>().BeginEpoch();

        var reset = await NextAsync(call);
        reset.KindCase.ShouldBe(CrateChange.KindOneofCase.Reset);
        reset.Position.FencingToken.ShouldBeGreaterThan(0);
        foreach (var name in new[] { "a", "b", "c" })
        {
            (await NextAsync(call)).Upsert.Name.ShouldBe(name);
        }

        (await NextAsync(call)).KindCase.ShouldBe(CrateChange.KindOneofCase.Synced);
        _folder.WriteCrate("d");
        var change = await NextAsync(call);
        (change.Upsert.Name, change.Position.Epoch).ShouldBe(("d", reset.Position.Epoch));
    }

    [Fact]
    public async Task Watch_from_another_epoch_starts_anew()
    {
        using var call = _client.Watch(new WatchCratesRequest { Since = new RegistryPosition { Epoch = "other", Revision = 2 } }, cancellationToken: _limit.Token);
        (await NextAsync(call)).KindCase.ShouldBe(CrateChange.KindOneofCase.Reset);
    }

    [Fact]
    public async Task A_watch_ends_with_a_clear_status_when_the_service_stops()
    {
        using var call = _client.Watch(new WatchCratesRequest(), cancellationToken: _limit.Token);
        await NextAsync(call);
        var stopping = _host.DisposeAsync();
        var failure = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(_limit.Token))
            {
            }
        });
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        await stopping;
        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
    }

    private async Task<CrateChange> NextAsync(AsyncServerStreamingCall<CrateChange> call)
    {
        (await call.ResponseStream.MoveNext(_limit.Token)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }
}
