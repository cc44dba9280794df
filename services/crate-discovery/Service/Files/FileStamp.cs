namespace Ctas7.CrateDiscovery.Files;

/// <summary>
/// What is compared before a file is read again: where nothing of it differs, the content is the same. A stamp taken while the file's times
/// were still fresh is in doubt, as a later write may fall into the same tick of the clock and leave no trace; then the content decides.
/// </summary>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedTicks">Last change of the content, UTC ticks.</param>
/// <param name="ChangedTicks">Last change of the content, name or rights, UTC ticks; no program can set it.</param>
/// <param name="Identity">Which file it is.</param>
/// <param name="Doubtful">It proves nothing: the file must be read.</param>
public readonly record struct FileStamp(long Size, long ModifiedTicks, long ChangedTicks, FileIdentity Identity, bool Doubtful)
{
    /// <summary>A file whose times are younger than this may change again without them changing: clocks tick coarsely, and of a remote file system apart.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    /// <summary>The stamp of a file with these facts.</summary>
    /// <param name="facts">What the system said of it.</param>
    /// <param name="asked">When it was asked, or earlier.</param>
    public static FileStamp Of(FileFacts facts, DateTimeOffset asked) => new(
        facts.Size,
        facts.Modified.UtcTicks,
        facts.Changed.UtcTicks,
        facts.Identity,
        facts.Changed > asked - Fresh || (facts.Modified - asked).Duration() < Fresh);

    /// <summary>Whether the file with this earlier stamp still has the content it had, now that it has the stamp <paramref name="now"/>.</summary>
    public bool Proves(FileStamp now) => !Doubtful && this == now with { Doubtful = false };
}
