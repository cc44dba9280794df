namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>Something that is wrong with a manifest, or with a folder that manifests are looked for in.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">Stable, lower_snake; see <see cref="IssueCodes"/>.</param>
/// <param name="Message">A sentence that says what is wrong and what to do.</param>
/// <param name="Path">Absolute path of the manifest or folder.</param>
/// <param name="Line">From 1; 0 where the issue has no position.</param>
/// <param name="Column">From 1, in code points; 0 where the issue has no position.</param>
public sealed record ManifestIssue(IssueSeverity Severity, string Code, string Message, string Path, int Line = 0, int Column = 0);
