namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>Why a manifest was read: what the disk said, or what looked at it. The wire words are the names in lower_snake.</summary>
public enum ReadingCause
{
    /// <summary>A scan came by.</summary>
    Scan,

    /// <summary>The file or a folder above it was created.</summary>
    Created,

    /// <summary>Somebody wrote to the file.</summary>
    Written,

    /// <summary>The file or a folder above it was moved here.</summary>
    MovedIn,

    /// <summary>The file or a folder above it was moved away.</summary>
    MovedOut,

    /// <summary>The file or a folder above it was deleted.</summary>
    Deleted,

    /// <summary>Owner, rights or times of the file or its folder changed.</summary>
    Attributes,

    /// <summary>A scan on a schedule, where the disk tells nothing, or to make sure.</summary>
    Polled,

    /// <summary>Something a scan found broken or absent, looked at again after the grace.</summary>
    Settled,

    /// <summary>Not read now, but taken over from what an earlier run or another replica knew.</summary>
    Restored,
}
