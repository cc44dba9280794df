using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>One entry of <c>[[smart_foundations.required]]</c>; what is not written is empty.</summary>
/// <param name="Type">What is needed, such as <c>core_runtime</c>.</param>
/// <param name="Preferred">What gives it, the best first.</param>
/// <param name="Fallback">What else will do.</param>
/// <param name="MinimumVersion">As written.</param>
public sealed record SmartFoundation(string Type, ImmutableArray<string> Preferred, string Fallback, string MinimumVersion);
