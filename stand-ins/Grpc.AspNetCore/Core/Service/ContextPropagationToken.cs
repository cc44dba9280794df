namespace Grpc.Core;

/// <summary>Carries deadline and cancellation of a received call to the calls made on its behalf.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }

    /// <summary>The inherited deadline, UTC, or null.</summary>
    internal abstract DateTime? Deadline { get; }

    /// <summary>The inherited cancellation.</summary>
    internal abstract CancellationToken CancellationToken { get; }
}
