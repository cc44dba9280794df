using System.Buffers.Binary;

namespace Ctas7.CrateDiscovery.Files;

/// <summary>Which file it is, whatever its name: the same for one file before and after a rename, different for a new file that got an old one's inode.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file on it.</param>
/// <param name="BornTicks">UTC ticks of its birth; 0 where the file system does not record one.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, long BornTicks);

/// <summary>What the system says about an open file or a name.</summary>
/// <param name="Kind">Regular file, folder, link, or something else.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Identity">Which file it is.</param>
/// <param name="Modified">Last change of its content, UTC.</param>
/// <param name="Changed">Last change of its content, name or rights, UTC.</param>
public readonly record struct FileFacts(FileKind Kind, long Size, FileIdentity Identity, DateTimeOffset Modified, DateTimeOffset Changed)
{
    private const int StatxBytes = 256;

    /// <summary>Asks about an open descriptor.</summary>
    internal static FileError Of(OpenFile file, out FileFacts facts) => Ask(file.Descriptor, [0], Libc.AtEmptyPath, out facts);

    /// <summary>Asks about a name in an open folder, without following it when it is a link. The name ends with a zero byte.</summary>
    internal static FileError Of(OpenFile folder, ReadOnlySpan<byte> zeroTerminatedName, out FileFacts facts)
        => Ask(folder.Descriptor, zeroTerminatedName, Libc.AtSymlinkNoFollow, out facts);

    private static FileError Ask(int folder, ReadOnlySpan<byte> path, int flags, out FileFacts facts)
    {
        Span<byte> answer = stackalloc byte[StatxBytes];
        ref var name = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(path);
        if (Libc.Statx(folder, ref name, flags, Libc.StatxTypeModeInodeSizeTimes, ref answer[0]) != 0)
        {
            facts = default;
            return OpenFile.LastError();
        }

        var mode = BinaryPrimitives.ReadUInt16LittleEndian(answer[28..]);
        var device = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(answer[136..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(answer[140..]);
        var inode = BinaryPrimitives.ReadUInt64LittleEndian(answer[32..]);
        var hasBirth = (BinaryPrimitives.ReadUInt32LittleEndian(answer) & 0x800) != 0;
        facts = new FileFacts(
            (FileKind)((mode & 0xF000) >> 12),
            BinaryPrimitives.ReadInt64LittleEndian(answer[40..]),
            new FileIdentity(device, inode, hasBirth ? Time(answer[80..]).UtcTicks : 0),
            Time(answer[112..]),
            Time(answer[96..]));
        return FileError.None;
    }

    private static DateTimeOffset Time(ReadOnlySpan<byte> at)
    {
        // A file system may hold any 64-bit second; DateTimeOffset covers the years 1 to 9999.
        var seconds = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(at), -62_135_596_800, 253_402_300_799);
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(at[8..]), 999_999_999) / 100);
    }
}
