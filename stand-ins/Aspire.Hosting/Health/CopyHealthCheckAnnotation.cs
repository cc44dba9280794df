using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Health;

/// <summary>A check that is asked of each copy of a resource by itself; the number is the replica, from 0.</summary>
internal sealed record CopyHealthCheckAnnotation(string Name, Func<int, CancellationToken, Task<HealthOutcome>> CheckAsync) : IResourceAnnotation;
