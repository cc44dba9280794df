using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Servers;

internal static class ServerDataFolder
{
    /// <summary>The bound folder, else one with the resource's name in the run's data folder; made when absent.</summary>
    public static string Of(IResource resource, string dataFolder)
    {
        var mount = resource.Annotations.OfType<ContainerMountAnnotation>().LastOrDefault(known => known.Type == ContainerMountType.BindMount);
        var folder = mount?.Source ?? Path.Combine(dataFolder, resource.Name);
        Directory.CreateDirectory(folder);
        return folder;
    }
}
