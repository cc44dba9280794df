using System.Runtime.InteropServices;

namespace Ctas7.Toml.Parsing;

/// <summary>
/// One value with its key, 40 bytes. The children of a table or array are a ring in document order: the parent knows the last, and the
/// last's <see cref="Next"/> is the first. Text is not copied: it is a range of the source, or of the decoded keys behind it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal struct Node
{
    /// <summary>Where the key's text starts: in the source, or past its end in the decoded keys.</summary>
    [FieldOffset(0)] public int KeyText;

    [FieldOffset(4)] public int KeyLength;

    [FieldOffset(8)] public uint KeyHash;

    [FieldOffset(12)] public int Parent;

    [FieldOffset(16)] public int Next;

    /// <summary>The value's first byte in the source; for a table with a header, the header's.</summary>
    [FieldOffset(20)] public int Start;

    /// <summary>An integer, the bits of a float, or 1 for true.</summary>
    [FieldOffset(24)] public long Number;

    /// <summary>A string's content without its quotes, or a date's text.</summary>
    [FieldOffset(24)] public int TextStart;

    [FieldOffset(28)] public int TextLength;

    /// <summary>A container's last child; meaningless while <see cref="Count"/> is 0.</summary>
    [FieldOffset(24)] public int Last;

    [FieldOffset(28)] public int Count;

    [FieldOffset(32)] public TomlValueKind Kind;

    [FieldOffset(33)] public TableState State;

    /// <summary>The string's content has escapes that must be decoded.</summary>
    [FieldOffset(34)] public bool Escaped;

    /// <summary>The key is in quotes, so its position is one byte before its text.</summary>
    [FieldOffset(35)] public bool KeyQuoted;
}
