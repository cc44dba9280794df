namespace Aspire.Hosting.ApplicationModel;

internal sealed record ProjectMetadata(string ProjectPath) : IProjectMetadata;
