using Xunit;

namespace Ctas7.Testing;

/// <summary>The real data and official suites that lie beside a checkout in CI, in <c>../shared/data</c> or where <c>CTAS7_SHARED_DATA</c> says.</summary>
public static class SharedData
{
    /// <summary>The folder, or null where it is absent.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The full path of something in the shared data, or null where it is absent.</summary>
    public static string? Path(string relative)
    {
        var path = Root is null ? null : System.IO.Path.Combine(Root, relative);
        return path is not null && (Directory.Exists(path) || File.Exists(path)) ? path : null;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CTAS7_SHARED_DATA") is { Length: > 0 } given)
        {
            return Directory.Exists(given) ? given : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Ctas7.Aspire.sln")))
            {
                var beside = System.IO.Path.Combine(folder.FullName, "..", "shared", "data");
                return Directory.Exists(beside) ? System.IO.Path.GetFullPath(beside) : null;
            }
        }

        return null;
    }
}

/// <summary>A test that needs a part of the shared data; counted as skipped, with the reason, where that is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <param name="relative">Path below the shared data, such as <c>toml-test</c>.</param>
    public SharedDataFactAttribute(string relative)
    {
        Relative = relative;
        Skip = SharedData.Path(relative) is null ? $"The shared data has no {relative} beside this checkout." : null;
    }

    /// <summary>Path below the shared data.</summary>
    public string Relative { get; }
}
