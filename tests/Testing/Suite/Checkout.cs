namespace Ctas7.Testing.Suite;

/// <summary>The checkout that these tests were built from, in the same configuration.</summary>
public static class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary><c>debug</c> or <c>release</c>: the configuration of this test run, and so of the app host that it starts.</summary>
    public static string Configuration { get; } = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The built app host.</summary>
    public static string AppHost => Path.Combine(Root, "artifacts", "bin", "AppHost", Configuration, "AppHost.dll");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ctas7.Aspire.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Ctas7.Aspire.sln above {AppContext.BaseDirectory}.");
    }
}
