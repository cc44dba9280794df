namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a server keeps its data.</summary>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly) : IResourceAnnotation
{
    /// <summary>The folder on this machine.</summary>
    public string? Source { get; } = source;

    /// <summary>The folder in the container.</summary>
    public string Target { get; } = target;

    /// <summary>What <see cref="Source"/> is.</summary>
    public ContainerMountType Type { get; } = type;

    /// <summary>Whether the server may not write.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}
