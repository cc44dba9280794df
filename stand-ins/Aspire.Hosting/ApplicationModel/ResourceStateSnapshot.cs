namespace Aspire.Hosting.ApplicationModel;

/// <summary>A state and how it is coloured: <see cref="KnownResourceStateStyles"/>.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without colour.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);

    /// <summary>A state without colour.</summary>
    public static ResourceStateSnapshot? ToResourceStateSnapshot(string? s) => s;
}
