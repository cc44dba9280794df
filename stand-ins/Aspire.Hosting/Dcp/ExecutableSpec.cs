namespace Aspire.Hosting.Dcp;

/// <summary>A process as DCP is asked to run it.</summary>
internal sealed record ExecutableSpec
{
    public required string ExecutablePath { get; init; }

    public string? WorkingDirectory { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyList<DcpVariable>? Env { get; init; }

    public string ExecutionType { get; init; } = "Process";

    public DcpAmbientEnvironment AmbientEnvironment { get; init; } = new("Inherit");

    public bool? Stop { get; init; }
}
