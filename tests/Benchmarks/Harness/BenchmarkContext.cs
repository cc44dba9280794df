namespace Ctas7.Benchmarks.Harness;

/// <summary>What a benchmark needs to know of the run.</summary>
/// <param name="Runs">Counted runs of each side (≥ 3).</param>
public sealed record BenchmarkContext(int Runs)
{
    /// <summary>The repository that this build came from.</summary>
    public string Repository { get; } = FindRepository();

    /// <summary>The folder of the peers' scripts and packages.</summary>
    public string Peers => Path.Combine(Repository, "bench");

    /// <summary>The folder with real data and official suites beside the checkout, or null.</summary>
    public string? SharedData
    {
        get
        {
            var path = Environment.GetEnvironmentVariable("CTAS7_SHARED_DATA") ?? Path.Combine(Repository, "..", "shared", "data");
            return Directory.Exists(path) ? Path.GetFullPath(path) : null;
        }
    }

    /// <summary>Says on the error stream what is going on.</summary>
    public static void Say(string line) => Console.Error.WriteLine($"  … {line}");

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ctas7.Aspire.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Ctas7.Aspire.sln above {AppContext.BaseDirectory}: run the benchmarks from a checkout, with ./bench.sh.");
    }
}
