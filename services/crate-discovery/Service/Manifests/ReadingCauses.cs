namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>What is known of causes.</summary>
internal static class ReadingCauses
{
    /// <summary>The disk itself said that something happened.</summary>
    internal static bool IsFileEvent(this ReadingCause cause)
        => cause is ReadingCause.Created or ReadingCause.Written or ReadingCause.MovedIn or ReadingCause.MovedOut or ReadingCause.Deleted or ReadingCause.Attributes;

    /// <summary>The wire word.</summary>
    internal static string Word(this ReadingCause cause) => cause switch
    {
        ReadingCause.Created => "created",
        ReadingCause.Written => "written",
        ReadingCause.MovedIn => "moved_in",
        ReadingCause.MovedOut => "moved_out",
        ReadingCause.Deleted => "deleted",
        ReadingCause.Attributes => "attributes",
        ReadingCause.Polled => "polled",
        ReadingCause.Settled => "settled",
        ReadingCause.Restored => "restored",
        _ => "scan",
    };
}
