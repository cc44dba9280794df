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
    public void The_distance_is_the_number_of_edits_up_to_what_counts_as_near()
    {
        var random = new Random(7);
        string Word() => new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)('a' + random.Next(3)))]);
        for (var round = 0; round < 5_000; round++)
        {
            var (wanted, name) = (Word(), Word());
            var isNear = name.Contains(wanted, StringComparison.Ordinal) || wanted.Contains(name, StringComparison.Ordinal) || Edits(wanted, name) <= Math.Max(2, wanted.Length / 3);
            NearestNames.Of(wanted, [name]).Count.ShouldBe(isNear ? 1 : 0, $"{wanted} {name}");
        }
    }

    /// <summary>As it is defined, each cell by its three neighbours.</summary>
    private static int Edits(string from, string to)
    {
        var cells = new int[from.Length + 1, to.Length + 1];
        for (var row = 0; row <= from.Length; row++)
        {
            for (var column = 0; column <= to.Length; column++)
            {
                cells[row, column] = row == 0 || column == 0
                    ? row + column
                    : Math.Min(cells[row - 1, column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1), Math.Min(cells[row - 1, column], cells[row, column - 1]) + 1);
            }
        }

        return cells[from.Length, to.Length];
    }

    [Fact]
    public void A_huge_name_costs_nothing() => NearestNames.Of(new string('x', 1_000_000), Known).ShouldBeEmpty();
}
