namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>What <c>[qa]</c> and <c>[qa.metrics]</c> ask of a crate; null where the manifest says nothing. Scores are 0..100.</summary>
public sealed record QaMetrics(
    bool? PhdSuiteEnabled,
    double? MinimumScore,
    double? CodeCoverageMinimum,
    double? ComplexityThreshold,
    double? MaintainabilityIndexMinimum,
    double? TechnicalDebtRatioMaximum);
