namespace Ctas7.CrateDiscovery.Api;

/// <summary>The answer to <c>POST /api/crates/scan/cancel</c>; <c>scan.finished</c> with the outcome <c>cancelled</c> follows.</summary>
/// <param name="ScanId">Id of the scan that ends.</param>
public sealed record ScanCancelled(Guid ScanId);
