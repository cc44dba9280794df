namespace Ctas7.Toml;

/// <summary>The edition of the TOML specification (https://toml.io) a document is held to.</summary>
public enum TomlVersion
{
    /// <summary>TOML 1.0.0.</summary>
    Toml10 = 0,

    /// <summary>
    /// TOML 1.1.0: also <c>\e</c> and <c>\xHH</c> in strings, newlines, comments and a trailing comma in inline tables,
    /// and times without seconds.
    /// </summary>
    Toml11 = 1,
}
