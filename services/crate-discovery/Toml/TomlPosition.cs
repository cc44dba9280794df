namespace Ctas7.Toml;

/// <summary>A place in a TOML document, as an editor shows it.</summary>
/// <param name="Line">The line, from 1. A line ends with LF (or CR LF).</param>
/// <param name="Column">The column, from 1, in Unicode code points; a byte order mark at the start does not count.</param>
/// <param name="Offset">The byte, from 0, in the document as it was given (a byte order mark does count).</param>
public readonly record struct TomlPosition(int Line, int Column, int Offset)
{
    /// <summary>For messages: <c>line 3, column 7</c>.</summary>
    public override string ToString() => $"line {Line}, column {Column}";
}
