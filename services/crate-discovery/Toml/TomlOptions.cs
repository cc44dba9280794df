namespace Ctas7.Toml;

/// <summary>What a parser accepts. Immutable and safe to share between threads.</summary>
public sealed record TomlOptions
{
    /// <summary>The most levels <see cref="MaxDepth"/> may be set to; it keeps the stack of a parse small on any thread.</summary>
    public const int DepthCeiling = 512;

    /// <summary>The largest document <see cref="MaxBytes"/> may allow, 512 MiB.</summary>
    public const int BytesCeiling = 512 * 1024 * 1024;

    /// <summary>TOML 1.0, 64 levels, 16 MiB.</summary>
    public static TomlOptions Default { get; } = new();

    /// <summary>The edition to hold documents to; 1.0 when not set.</summary>
    public TomlVersion Version { get; init; } = TomlVersion.Toml10;

    /// <summary>
    /// How many tables and arrays may lie in one another below the root, 1 to <see cref="DepthCeiling"/>, 64 when not set. Headers and dotted
    /// keys count as the tables they stand for; an array of tables counts as two levels.
    /// </summary>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, DepthCeiling);
            field = value;
        }
    } = 64;

    /// <summary>The most bytes a document may have, 1 to <see cref="BytesCeiling"/>, 16 MiB when not set.</summary>
    public int MaxBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, BytesCeiling);
            field = value;
        }
    } = 16 * 1024 * 1024;
}
