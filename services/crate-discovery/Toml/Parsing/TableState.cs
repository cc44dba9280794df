namespace Ctas7.Toml.Parsing;

/// <summary>How a table or array came to be, which decides who may still add to it (TOML 1.0, "Table", "Inline Table", "Array of Tables").</summary>
internal enum TableState : byte
{
    /// <summary>Only named on the way to another table: a header may still define it, dotted keys may still extend it.</summary>
    Implicit,

    /// <summary>Defined by a header, or by dotted keys of a section that has ended: only headers for tables below it may follow.</summary>
    Defined,

    /// <summary>Made by dotted keys of the section being read, which may still extend it.</summary>
    Dotted,

    /// <summary>An inline table or an array value: complete.</summary>
    Closed,

    /// <summary>An array of tables, which grows with each of its headers.</summary>
    ArrayOfTables,
}
