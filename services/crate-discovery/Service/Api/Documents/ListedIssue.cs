using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Api.Documents;

/// <summary>An issue in the list of all, for the OpenAPI document.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">Stable, lower_snake.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Path">The manifest or folder.</param>
/// <param name="Line">From 1; 0 where it has no position.</param>
/// <param name="Column">From 1, in code points; 0 where it has no position.</param>
/// <param name="Crate">Name of the crate; absent for folders and roots.</param>
internal sealed record ListedIssue(IssueSeverity Severity, string Code, string Message, string Path, int Line, int Column, string? Crate = null);
