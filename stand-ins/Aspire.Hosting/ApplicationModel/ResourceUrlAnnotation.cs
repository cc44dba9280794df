namespace Aspire.Hosting.ApplicationModel;

/// <summary>A url of a resource, as people see it.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
#pragma warning disable CA1051 // The real API has a field here.
    /// <summary>Higher comes first.</summary>
    public int? DisplayOrder;
#pragma warning restore CA1051

    /// <summary>The url; a path is taken relative to <see cref="Endpoint"/>.</summary>
    public required string Url { get; set; }

    /// <summary>The label; the url itself when not given.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The endpoint it leads to.</summary>
    public EndpointReference? Endpoint { get; init; }

    /// <summary>Where the dashboard shows it.</summary>
    public UrlDisplayLocation DisplayLocation { get; set; }
}
