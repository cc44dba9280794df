namespace Aspire.Hosting.ApplicationModel;

/// <summary>An edge to another resource.</summary>
public sealed record RelationshipSnapshot(string ResourceName, string Type);
