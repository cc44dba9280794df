namespace Aspire.Hosting.Servers;

/// <summary>How a server is run.</summary>
internal sealed record ServerLaunch(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory);
