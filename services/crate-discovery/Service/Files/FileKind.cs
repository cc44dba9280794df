namespace Ctas7.CrateDiscovery.Files;

/// <summary>What a name stands for; the values are those of Linux folder entries (<c>d_type</c>).</summary>
public enum FileKind : byte
{
    /// <summary>The file system does not say: ask.</summary>
    Unknown = 0,

    /// <summary>A named pipe.</summary>
    Pipe = 1,

    /// <summary>A character device.</summary>
    CharacterDevice = 2,

    /// <summary>A folder.</summary>
    Folder = 4,

    /// <summary>A block device.</summary>
    BlockDevice = 6,

    /// <summary>A regular file.</summary>
    File = 8,

    /// <summary>A symbolic link.</summary>
    Link = 10,

    /// <summary>A socket.</summary>
    Socket = 12,
}
