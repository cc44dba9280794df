using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>How one start of a copy is made: what DCP is asked, and what people are shown.</summary>
internal sealed record CopyLaunch(
    ExecutableSpec Spec, ImmutableArray<EnvironmentVariableSnapshot> Variables, ImmutableArray<ResourcePropertySnapshot> Properties);
