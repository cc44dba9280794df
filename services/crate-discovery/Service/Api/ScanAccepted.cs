namespace Ctas7.CrateDiscovery.Api;

/// <summary>The answer to <c>POST /api/crates/rescan</c>.</summary>
/// <param name="ScanId">Id of the scan in its events and in <c>GET /api/crates/scan</c>.</param>
/// <param name="Reason">Why it runs; of several that asked while one was waiting, the first.</param>
/// <param name="RequestedAt">When it was asked for, UTC.</param>
public sealed record ScanAccepted(Guid ScanId, string Reason, DateTimeOffset RequestedAt);
