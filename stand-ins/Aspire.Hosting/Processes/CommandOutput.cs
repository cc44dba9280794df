namespace Aspire.Hosting.Processes;

/// <summary>What a short command said.</summary>
internal sealed record CommandOutput(int ExitCode, string Output, string Errors);
