namespace Ctas7.CrateDiscovery.Files;

/// <summary>Why the system refused a file or folder; the values are Linux errno.</summary>
public enum FileError
{
    /// <summary>It did not refuse.</summary>
    None = 0,

    /// <summary>EPERM.</summary>
    NotPermitted = 1,

    /// <summary>ENOENT: it is not there.</summary>
    Absent = 2,

    /// <summary>EIO.</summary>
    Hardware = 5,

    /// <summary>ENXIO: a socket, or a device without a driver.</summary>
    NoDevice = 6,

    /// <summary>EACCES: this process may not read it.</summary>
    Denied = 13,

    /// <summary>EXDEV: the path would leave the root.</summary>
    LeavesRoot = 18,

    /// <summary>ENOTDIR: a part of the path is no folder.</summary>
    NotAFolder = 20,

    /// <summary>EMFILE or ENFILE: this process or the machine has too many files open.</summary>
    TooManyOpen = 24,

    /// <summary>ENOSPC: for a watch, the budget of watches is used up.</summary>
    NoSpace = 28,

    /// <summary>ENAMETOOLONG.</summary>
    NameTooLong = 36,

    /// <summary>ENOSYS: this kernel has no such call.</summary>
    NotSupported = 38,

    /// <summary>ELOOP: a symbolic link where none is followed.</summary>
    Link = 40,
}

/// <summary>Words for <see cref="FileError"/>.</summary>
public static class FileErrors
{
    /// <summary>Whether the path simply is not there (any more).</summary>
    public static bool IsAbsent(this FileError error) => error is FileError.Absent or FileError.NotAFolder;

    /// <summary>Whether the same file may be had the next time, without a change of its own.</summary>
    public static bool IsPassing(this FileError error) => error is not (FileError.Link or FileError.LeavesRoot or FileError.NoDevice or FileError.Denied or FileError.NotPermitted);

    /// <summary>A clause for people, such as <c>this process may not read it</c>.</summary>
    public static string Describe(this FileError error) => error switch
    {
        FileError.NotPermitted or FileError.Denied => "this process may not read it",
        FileError.Absent => "it does not exist",
        FileError.NotAFolder => "it is not a folder",
        FileError.Hardware => "the device reports a read error",
        FileError.NoDevice => "it is a socket or device",
        FileError.LeavesRoot => "it leads out of its root",
        FileError.TooManyOpen => "too many files are open",
        FileError.NameTooLong => "its path is too long for the system",
        FileError.Link => "it is a symbolic link",
        _ => $"the system answers error {(int)error}",
    };
}
