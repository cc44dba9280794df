namespace Ctas7.Toml;

/// <summary>A document is not TOML; <see cref="Error"/> says where and why.</summary>
public sealed class TomlException : FormatException
{
    /// <summary>A document with this error.</summary>
    public TomlException(TomlError error)
        : base(error.ToString()) => Error = error;

    /// <summary>Where and why.</summary>
    public TomlError Error { get; }
}
