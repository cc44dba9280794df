using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ctas7.CrateDiscovery.Files;

/// <summary>
/// The entries of an open folder, as raw bytes straight from the kernel: no string is made for a name nobody asks for.
/// <c>.</c> and <c>..</c> are left out.
/// </summary>
/// <param name="folder">An open folder that nothing was listed of yet.</param>
/// <param name="buffer">Where a batch of entries is put; 32 KiB or more.</param>
internal ref struct FolderListing(OpenFile folder, Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _at;
    private int _end;

    /// <summary>The current entry's name, without a zero byte.</summary>
    internal ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The same with its zero byte.</summary>
    internal ReadOnlySpan<byte> TerminatedName { get; private set; }

    /// <summary>What the file system says the entry is.</summary>
    internal FileKind Kind { get; private set; }

    /// <summary>Why the listing ended early, or <see cref="FileError.None"/>.</summary>
    internal FileError Error { get; private set; }

    /// <summary>Goes to the next entry; false at the end or on an error.</summary>
    internal bool MoveNext()
    {
        while (true)
        {
            if (_at >= _end && !Fill())
            {
                return false;
            }

            // struct linux_dirent64: u64 inode, i64 offset, u16 length of this record, u8 type, name with its zero byte.
            var record = _buffer.Slice(_at, BinaryPrimitives.ReadUInt16LittleEndian(_buffer[(_at + 16)..]));
            _at += record.Length;
            var name = record[19..];
            var length = name.IndexOf((byte)0);
            TerminatedName = name[..(length + 1)];
            Name = name[..length];
            if (record[19] != (byte)'.' || length > 2 || (length == 2 && record[20] != (byte)'.'))
            {
                Kind = (FileKind)record[18];
                if (Kind == FileKind.Unknown)
                {
                    Kind = FileFacts.Of(folder, TerminatedName, out var facts) == FileError.None ? facts.Kind : FileKind.Unknown;
                }

                return true;
            }
        }
    }

    private bool Fill()
    {
        var count = Libc.ListFolder(folder.Descriptor, ref MemoryMarshal.GetReference(_buffer), (nuint)_buffer.Length);
        Error = count < 0 ? OpenFile.LastError() : FileError.None;
        (_at, _end) = (0, (int)Math.Max(count, 0));
        return count > 0;
    }
}
