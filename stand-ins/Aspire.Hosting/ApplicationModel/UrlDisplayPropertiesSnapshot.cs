namespace Aspire.Hosting.ApplicationModel;

/// <summary>A url's label and place in the list.</summary>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);
