namespace Ctas7.Toml;

/// <summary>What kind of mistake a document has. The names are stable; new ones may be added.</summary>
public enum TomlErrorCode
{
    /// <summary>There is no error.</summary>
    None = 0,

    /// <summary>The bytes are not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>The document is larger than <see cref="TomlOptions.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>Tables and arrays nest deeper than <see cref="TomlOptions.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>A character that TOML forbids where it stands, such as a control character.</summary>
    InvalidCharacter,

    /// <summary>Something else was expected here.</summary>
    Syntax,

    /// <summary>A key is missing or is not written as a key.</summary>
    InvalidKey,

    /// <summary>A key, table or array that exists already, or that can no longer be added to.</summary>
    Duplicate,

    /// <summary>A value is missing or is of no known form.</summary>
    InvalidValue,

    /// <summary>A string, array or inline table that is never closed.</summary>
    Unclosed,

    /// <summary>A backslash in a string that starts no escape TOML knows, or an escape for a code point that does not exist.</summary>
    InvalidEscape,

    /// <summary>An integer or float that is written wrongly.</summary>
    InvalidNumber,

    /// <summary>An integer outside the signed 64-bit range.</summary>
    IntegerOverflow,

    /// <summary>A date or time that is written wrongly or does not exist.</summary>
    InvalidDateTime,
}
