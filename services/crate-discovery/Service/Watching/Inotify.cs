using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>One inotify instance (inotify(7)) and the counter that wakes its reader. Adding and removing watches is thread-safe; reading is for one thread.</summary>
internal sealed class Inotify : IDisposable
{
    internal const uint Modified = 0x2;
    internal const uint Attributes = 0x4;
    internal const uint CloseWrite = 0x8;
    internal const uint MovedFrom = 0x40;
    internal const uint MovedTo = 0x80;
    internal const uint Created = 0x100;
    internal const uint Deleted = 0x200;
    internal const uint SelfDeleted = 0x400;
    internal const uint SelfMoved = 0x800;
    internal const uint Unmounted = 0x2000;
    internal const uint Overflow = 0x4000;
    internal const uint Ignored = 0x8000;
    internal const uint IsFolder = 0x40000000;

    private const uint OnlyFolder = 0x01000000;
    private const uint Mask = Modified | Attributes | CloseWrite | MovedFrom | MovedTo | Created | Deleted | SelfDeleted | SelfMoved | OnlyFolder;
    private const int SmallestDefault = 8192;
    private static readonly string[] LimitFiles = ["/proc/sys/fs/inotify/max_user_watches", "/proc/sys/user/max_inotify_watches"];

    private readonly int _inotify;
    private readonly int _wake;

    private Inotify(int inotify, int wake) => (_inotify, _wake) = (inotify, wake);

    /// <summary>The kernel's limit of watches per user, in this user namespace; a guess of the kernel's smallest default where it cannot be read.</summary>
    internal static int KernelLimit() => LimitFiles.Select(LimitIn).Min() ?? SmallestDefault;

    private static int? LimitIn(string file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(file), NumberStyles.Integer, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>An instance, or why there is none.</summary>
    internal static FileError Open(out Inotify? inotify)
    {
        inotify = null;
        var descriptor = Libc.InotifyInit(Libc.OpenNonBlocking | Libc.OpenCloseOnExec);
        if (descriptor < 0)
        {
            return OpenFile.LastError();
        }

        var wake = Libc.EventCounter(0, Libc.OpenNonBlocking | Libc.OpenCloseOnExec);
        if (wake < 0)
        {
            var error = OpenFile.LastError();
            _ = Libc.Close(descriptor);
            return error;
        }

        inotify = new Inotify(descriptor, wake);
        return FileError.None;
    }

    /// <summary>Watches an open folder: exactly this one, whatever its path leads to by now.</summary>
    internal FileError Add(OpenFile folder, out int watch)
    {
        Span<byte> path = stackalloc byte[32];
        var length = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.Descriptor}"), path);
        path[length] = 0;
        watch = Libc.InotifyAddWatch(_inotify, ref path[0], Mask);
        return watch >= 0 ? FileError.None : OpenFile.LastError();
    }

    /// <returns>Whether it was watched; the kernel then queues <see cref="Ignored"/> for it.</returns>
    internal bool Remove(int watch) => Libc.InotifyRemoveWatch(_inotify, watch) == 0;

    /// <summary>Ends a <see cref="Wait"/> early.</summary>
    internal void Wake()
    {
        Span<byte> one = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(one, 1);
        _ = Libc.Write(_wake, ref one[0], 8);
    }

    /// <summary>Waits until there are events, <see cref="Wake"/> is called, a mount comes or goes, or the time is over.</summary>
    /// <returns>Whether a mount came or went, wherever.</returns>
    internal bool Wait(TimeSpan longest, MountTable mounts)
    {
        Span<Libc.PollEntry> entries =
        [
            new Libc.PollEntry { Descriptor = _inotify, Events = Libc.PollIn },
            new Libc.PollEntry { Descriptor = _wake, Events = Libc.PollIn },
            new Libc.PollEntry { Descriptor = mounts.Descriptor, Events = Libc.PollPriority },
        ];
        var milliseconds = (int)Math.Clamp(Math.Ceiling(longest.TotalMilliseconds), 0, int.MaxValue);
        if (Libc.Poll(ref entries[0], 3, milliseconds) <= 0)
        {
            return false;
        }

        if (entries[1].Returned != 0)
        {
            Span<byte> count = stackalloc byte[8];
            _ = Libc.Read(_wake, ref count[0], 8);
        }

        return entries[2].Returned != 0;
    }

    /// <summary>Puts waiting events into <paramref name="buffer"/>; 0 when there are none.</summary>
    internal int Read(Span<byte> buffer) => (int)Math.Max(Libc.Read(_inotify, ref buffer[0], (nuint)buffer.Length), 0);

    public void Dispose()
    {
        _ = Libc.Close(_inotify);
        _ = Libc.Close(_wake);
    }
}
