namespace Ctas7.AppHost;

/// <summary>The folders in which crates are searched.</summary>
internal static class ScanRoots
{
    /// <summary>
    /// Every <c>--root DIR</c> and every argument that is no option, relative to where the app host was started; else <c>Discovery:Roots</c>
    /// of the configuration; else this repository.
    /// </summary>
    public static IReadOnlyList<string> Of(string[] args, IDistributedApplicationBuilder builder)
    {
        var given = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--root" or "--roots" && i + 1 < args.Length)
            {
                given.Add(args[++i]);
            }
            else if (args[i].StartsWith("--", StringComparison.Ordinal))
            {
                i += args[i].Contains('=', StringComparison.Ordinal) || args[i] == "--publish" ? 0 : 1;
            }
            else if (!args[i].Contains('=', StringComparison.Ordinal))
            {
                given.Add(args[i]);
            }
        }

        if (given.Count == 0)
        {
            given = [.. builder.Configuration.GetSection("Discovery:Roots").GetChildren().Select(root => root.Value).OfType<string>()];
        }

        return given.Count == 0 ? [Path.GetFullPath("..", builder.AppHostDirectory)] : [.. given.Select(Path.GetFullPath)];
    }
}
