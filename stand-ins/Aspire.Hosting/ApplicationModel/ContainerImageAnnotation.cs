namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image of a server.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    /// <summary>Such as <c>docker.io</c>.</summary>
    public string? Registry { get; set; }

    /// <summary>Such as <c>library/redis</c>.</summary>
    public required string Image { get; set; }

    /// <summary>Such as <c>8.2</c>.</summary>
    public string? Tag { get; set; }

    internal string Reference => $"{(Registry is null ? string.Empty : Registry + "/")}{Image}{(Tag is null ? string.Empty : ":" + Tag)}";
}
