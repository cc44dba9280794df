namespace Aspire.Hosting.ApplicationModel;

/// <summary>The icon that the dashboard shows, by its Fluent UI name.</summary>
public sealed class ResourceIconAnnotation(string iconName, IconVariant iconVariant = IconVariant.Filled) : IResourceAnnotation
{
    /// <summary>A Fluent UI system icon, such as <c>Router</c>.</summary>
    public string IconName { get; } = iconName;

    /// <summary>How it is drawn.</summary>
    public IconVariant IconVariant { get; } = iconVariant;
}
