using System.Runtime.InteropServices;

namespace Ctas7.CrateDiscovery.Files;

/// <summary>The Linux calls that a walk needs and the base library does not offer: open relative to a folder without following links, list raw names, watch.</summary>
internal static partial class Libc
{
    internal const int AtCurrentFolder = -100;
    internal const int AtSymlinkNoFollow = 0x100;
    internal const int AtEmptyPath = 0x1000;
    internal const int OpenNonBlocking = 0x800;
    internal const int OpenCloseOnExec = 0x80000;
    internal const int OpenPathOnly = 0x200000;
    internal const uint StatxTypeModeInodeSizeTimes = 0x7ff | 0x800;
    internal const long ResolveBeneathWithoutLinks = 0x08 | 0x04 | 0x02;
    internal const short PollIn = 1;
    internal const short PollPriority = 2;

    // asm-generic/fcntl.h has other values for these two on ARM than on x86.
    internal static readonly int OpenFolder = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;
    internal static readonly int OpenNoFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    private const long SystemCallOpenAt2 = 437;

    // PRIO_PROCESS with 0 is the calling thread on Linux (setpriority(2), C library/kernel differences).
    private const int PriorityOfThread = 0;
    private const int LowerNice = 10;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    internal static partial int OpenAt(int folder, ref byte path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    internal static partial nint ListFolder(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    internal static partial int Statx(int folder, ref byte path, int flags, uint mask, ref byte result);

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    internal static partial int InotifyInit(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true)]
    internal static partial int InotifyAddWatch(int inotify, ref byte path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    internal static partial int InotifyRemoveWatch(int inotify, int watch);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventCounter(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(ref PollEntry entries, nuint count, int timeoutMilliseconds);

    /// <summary>
    /// Lets this thread yield to others of the process and machine (nice 10, a tenth of the claim to a busy processor, all of an idle one). There is
    /// no way back without rights: for threads that end with their work.
    /// </summary>
    internal static void LowerPriority() => _ = SetPriority(PriorityOfThread, 0, LowerNice);

    /// <summary>openat2 (Linux 5.6): <paramref name="path"/> below <paramref name="folder"/>, no link in any component.</summary>
    internal static int OpenBeneath(int folder, ref byte path, int flags)
    {
        var how = new OpenHow { Flags = (ulong)(uint)flags, Mode = 0, Resolve = (ulong)ResolveBeneathWithoutLinks };
        return (int)SystemCall(SystemCallOpenAt2, folder, ref path, ref how, (nuint)Marshal.SizeOf<OpenHow>());
    }

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int nice);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(long number, nint folder, ref byte path, ref OpenHow how, nuint size);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
