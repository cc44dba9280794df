namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>A test that runs a program which need not be there; counted as skipped where it is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program)
    {
        if (Commands.Fails("sh", "-c", $"command -v {program}") is not null)
        {
            Skip = $"{program} is not installed.";
        }
    }
}
