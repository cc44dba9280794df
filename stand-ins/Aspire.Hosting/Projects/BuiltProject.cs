namespace Aspire.Hosting.Projects;

/// <summary>Finds what a project was built to.</summary>
internal static class BuiltProject
{
    /// <summary>The project file that a path names: itself, or the only one in that folder.</summary>
    /// <exception cref="DistributedApplicationException">There is none.</exception>
    public static string FileOf(string resource, string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        var found = Directory.Exists(path) ? Directory.GetFiles(path, "*.csproj") : [];
        return found.Length == 1 ? found[0] : throw new DistributedApplicationException(
            $"Project '{resource}' is not at {path}: correct its path in the app host.");
    }

    /// <summary>
    /// The assembly, in <paramref name="configuration"/> (<c>debug</c> or <c>release</c>): in <c>artifacts/bin/Name/configuration</c>
    /// of the nearest folder above the project that has one, else in <c>bin/configuration</c> of the project.
    /// </summary>
    /// <exception cref="DistributedApplicationException">It is not built.</exception>
    public static string AssemblyOf(string resource, string projectFile, string configuration)
    {
        var name = Path.GetFileNameWithoutExtension(projectFile);
        for (var folder = Directory.GetParent(projectFile); folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "artifacts", "bin", name, configuration, $"{name}.dll");
            if (File.Exists(built))
            {
                return built;
            }
        }

        var bin = Path.Combine(Path.GetDirectoryName(projectFile)!, "bin");
        var own = Directory.Exists(bin)
            ? Directory.EnumerateFiles(bin, $"{name}.dll", SearchOption.AllDirectories)
                .FirstOrDefault(file => file[bin.Length..].Contains($"/{configuration}/", StringComparison.OrdinalIgnoreCase))
            : null;
        return own ?? throw new DistributedApplicationException(
            $"Project '{resource}' is not built ({configuration}): run 'dotnet build {projectFile} -c {char.ToUpperInvariant(configuration[0])}{configuration[1..]}' and start again.");
    }
}
