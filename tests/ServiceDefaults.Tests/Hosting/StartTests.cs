using Ctas7.Testing;

namespace Ctas7.ServiceDefaults.Tests.Hosting;

public sealed class StartTests
{
    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var service = ServiceProcess.Start(arguments);
        var exit = await service.ExitAsync();
        await Eventually.True(() => service.Output.Length > 0, "it says why");
        return (exit, service.Output);
    }

    [Fact]
    public async Task Wrong_options_end_the_start_with_one_line_each_and_no_stack()
    {
        var (exit, output) = await RunAsync("--Process:Workers=0", "--Process:Name=", "--Http:MaxHeaderBytes=12");
        exit.ShouldBe(78);
        output.ShouldContain("Process:Workers: ");
        output.ShouldContain("Process:Name: ");
        output.ShouldContain("Http:MaxHeaderBytes: ");
        output.ShouldContain("between 1 and 10");
        output.ShouldNotContain("   at ");
        output.Split('\n').Length.ShouldBe(4, output);
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_is_named()
    {
        var (exit, output) = await RunAsync("--Process:Workers=many");
        exit.ShouldBe(78);
        output.ShouldContain("many");
        output.ShouldContain("Process:Workers");
        output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("--urls=nonsense", "nonsense")]
    [InlineData("--GRPC_PORT=99999", "99999")]
    [InlineData("--ConnectionStrings:rabbitmq=http://x", "amqp://")]
    public async Task What_cannot_be_used_is_named(string argument, string named)
    {
        var (exit, output) = await RunAsync(argument);
        exit.ShouldBe(78, output);
        output.ShouldContain(named);
        output.ShouldNotContain("   at ");
    }
}
