namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>
/// Work that only the leading replica does. One instance lives for one term, in the term's own scope, and is disposed with it.
/// </summary>
public interface ITermWorker
{
    /// <summary>
    /// Runs until <paramref name="term"/> is cancelled, and is done with everything when it returns. Returning or failing earlier
    /// ends the term.
    /// </summary>
    Task RunAsync(CancellationToken term);
}
