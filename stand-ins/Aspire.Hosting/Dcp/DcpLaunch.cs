namespace Aspire.Hosting.Dcp;

/// <summary>What every session of a run starts with.</summary>
internal sealed record DcpLaunch(string Program, string RunId, string Folder, IReadOnlyDictionary<string, ServiceSpec> Services);
