namespace Aspire.Hosting.ApplicationModel;

/// <summary>A url of a resource.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>Whether nothing answers there now.</summary>
    public bool IsInactive { get; init; }

    /// <summary>Label and place.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();
}
