using Ctas7.CrateDiscovery.Api;

namespace Ctas7.CrateDiscovery.Tests.Api;

public sealed class NearestNamesTests
{
    private static readonly string[] Known = ["sx9-port-manager", "sx9-neural-mux", "ctas7-command-center"];

    [Theory]
    [InlineData("port-manager", "sx9-port-manager")]
    [InlineData("sx9-nueral-mux", "sx9-neural-mux")]
    [InlineData("CTAS7-COMAND-CENTER", "ctas7-command-center")]
    public void A_slip_is_recognised(string wanted, string expected) => NearestNames.Of(wanted, Known)[0].ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("zzzzzzzz")]
    public void Nothing_near_is_nothing(string wanted) => NearestNames.Of(wanted, Known).ShouldBeEmpty();

    [Fact]
    public void A_huge_name_costs_nothing() => NearestNames.Of(new string('x', 1_000_000), Known).ShouldBeEmpty();
}
