namespace Ctas7.CrateDiscovery.Watching;

/// <summary>How changes on disk come to be known.</summary>
public enum WatchState
{
    /// <summary>Every folder is watched: a change is known at once.</summary>
    Live,

    /// <summary>Some folders are not watched; those are polled.</summary>
    Degraded,

    /// <summary>Nothing is watched; everything is polled.</summary>
    Polling,
}
