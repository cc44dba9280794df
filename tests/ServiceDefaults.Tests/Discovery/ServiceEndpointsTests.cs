using Ctas7.ServiceDefaults.Discovery;
using Microsoft.Extensions.Configuration;

namespace Ctas7.ServiceDefaults.Tests.Discovery;

public sealed class ServiceEndpointsTests
{
    private static ServiceEndpoints Endpoints(params (string Key, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build());

    private static readonly ServiceEndpoints Suite = Endpoints(
        ("services:crate-discovery:http:0", "http://127.0.0.1:4001"), ("services:crate-discovery:http:1", "http://127.0.0.1:4002"),
        ("services:crate-discovery:grpc:0", "http://127.0.0.1:5001"), ("services:door:https:0", "https://door.example:8443"), ("services:door:http:0", "http://door.example:8080"));

    [Theory]
    [InlineData("http://_grpc.crate-discovery/a/b?c=d", "http://127.0.0.1:5001/a/b?c=d")]
    [InlineData("https+http://door/x", "https://door.example:8443/x")]
    [InlineData("http+https://door/x", "http://door.example:8080/x")]
    [InlineData("http://door/x", "http://door.example:8080/x")]
    [InlineData("http://DOOR/x", "http://door.example:8080/x")]
    [InlineData("http://elsewhere.example/x", "http://elsewhere.example/x")]
    [InlineData("http://127.0.0.1:99/x", "http://127.0.0.1:99/x")]
    [InlineData("http://_none.crate-discovery/x", "http://_none.crate-discovery/x")]
    public void A_logical_uri_becomes_an_address_and_keeps_path_and_query(string logical, string expected) =>
        Suite.Resolve(new Uri(logical)).ToString().ShouldBe(expected);

    [Fact]
    public void Several_addresses_take_turns() =>
        Enumerable.Range(0, 4).Select(_ => Suite.Resolve(new Uri("http://crate-discovery/")).Port).Order().ShouldBe([4001, 4001, 4002, 4002]);

    [Fact]
    public void All_addresses_are_listed_and_none_for_a_stranger()
    {
        Suite.Of("crate-discovery").Select(address => address.Port).ShouldBe([4001, 4002]);
        Suite.Of("crate-discovery", "grpc").Select(address => address.Port).ShouldBe([5001]);
        Suite.Of("stranger").ShouldBeEmpty();
    }
}
