namespace Ctas7.Toml;

/// <summary>The first mistake found in a document.</summary>
/// <param name="Code">The kind of mistake.</param>
/// <param name="Message">A sentence that says what is wrong and what to do, without the position.</param>
/// <param name="Position">Where it is.</param>
public readonly record struct TomlError(TomlErrorCode Code, string Message, TomlPosition Position)
{
    /// <summary>For people: <c>line 3, column 7: …</c>.</summary>
    public override string ToString() => $"{Position}: {Message}";
}
