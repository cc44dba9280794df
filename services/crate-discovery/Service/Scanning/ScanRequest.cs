using System.Diagnostics;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>A scan that was asked for.</summary>
/// <param name="Id">Its id, UUIDv7.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestedAt">When, UTC.</param>
/// <param name="Cause">The span that asked; the scan goes on with its trace.</param>
/// <param name="ConfirmRemovals">Crates that are missing when it begins, and still when it ends, are really gone.</param>
public sealed record ScanRequest(Guid Id, ScanReason Reason, DateTimeOffset RequestedAt, ActivityContext Cause = default, bool ConfirmRemovals = false);
