namespace Aspire.Hosting.ApplicationModel;

/// <summary>A fact about a resource: text, a number, a truth value or a list of texts.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Whether it is masked until asked for.</summary>
    public bool IsSensitive { get; init; }
}
