namespace Ctas7.Toml;

/// <summary>The types of value TOML has.</summary>
public enum TomlValueKind : byte
{
    /// <summary>No value: the default of <see cref="TomlValue"/>, which a failed lookup leaves behind.</summary>
    None = 0,

    /// <summary>A Unicode string.</summary>
    String,

    /// <summary>A signed 64-bit integer.</summary>
    Integer,

    /// <summary>An IEEE 754 binary64, with infinities and NaN.</summary>
    Float,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A date and time with an offset from UTC (RFC 3339).</summary>
    OffsetDateTime,

    /// <summary>A date and time without an offset.</summary>
    LocalDateTime,

    /// <summary>A calendar date.</summary>
    LocalDate,

    /// <summary>A time of day.</summary>
    LocalTime,

    /// <summary>An array, written as one value or as an array of tables.</summary>
    Array,

    /// <summary>A table, written with a header, by dotted keys or inline.</summary>
    Table,
}
