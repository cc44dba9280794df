using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ctas7.Benchmarks.Harness;
using Ctas7.Toml;

namespace Ctas7.Benchmarks.Toml;

/// <summary>Parses the real manifests and a large document, against smol-toml and tomllib on the same files.</summary>
public sealed class TomlBenchmark : IBenchmark
{
    private const int LargeBytes = 5_000_000;
    private const int WarmUps = 20;

    private static readonly TimeSpan PeerLimit = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "toml";

    /// <inheritdoc/>
    public string Summary => "TOML in memory → document with the position of every key (ours from UTF-8, the peers from text already decoded)";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var data = context.SharedData ?? throw new InvalidOperationException("The real manifests (../shared/data/workspace) are absent.");
        var workspace = Path.Combine(data, "workspace");
        string[] manifests = [.. Directory.EnumerateFiles(workspace, "smart-crate.toml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var large = Path.Combine(Path.GetTempPath(), $"ctas7-bench-{Environment.ProcessId}.toml");
        await File.WriteAllBytesAsync(large, LargeDocument.Create(LargeBytes), cancellation);
        try
        {
            return
            [
                .. await CompareAsync($"{manifests.Length} manifests", manifests, 2_000_000, 2, context, cancellation),
                .. await CompareAsync("one 5 MB file", [large], LargeBytes, 5, context, cancellation),
            ];
        }
        finally
        {
            File.Delete(large);
        }
    }

    private static async Task<IReadOnlyList<Comparison>> CompareAsync(
        string what, string[] files, int bytesPerRun, double aim, BenchmarkContext context, CancellationToken cancellation)
    {
        var sources = files.Select(File.ReadAllBytes).ToArray();
        var folder = Path.Combine(context.Peers, "toml");
        BenchmarkContext.Say($"{what}: smol-toml");
        var smol = await PeerAsync("node", "smol-toml.mjs", folder, bytesPerRun, files, context.Runs, cancellation);
        BenchmarkContext.Say($"{what}: tomllib");
        var tomllib = await PeerAsync("python3", "tomllib_peer.py", folder, Math.Min(bytesPerRun, LargeBytes), files, context.Runs, cancellation);
        BenchmarkContext.Say($"{what}: Ctas7.Toml");
        var parsed = Ours(sources, bytesPerRun, context.Runs, static document => document.Root.Count);
        var read = Ours(sources, bytesPerRun, context.Runs, static document => ReadAll(document.Root.AsValue()));
        return
        [
            Comparison.AtLeast(what, "MB/s", parsed, "smol-toml", smol, aim),
            Comparison.AtLeast(what, "MB/s", parsed, "tomllib", tomllib, 20),
            new Comparison($"{what}, and every key and value read", "MB/s", read, "smol-toml", smol),
            new Comparison($"{what}, allocated", "bytes/byte", Sample.Of([AllocatedPerByte(sources)])),
        ];
    }

    private static Sample Ours(byte[][] sources, int bytesPerRun, int runs, Func<TomlDocument, long> use)
    {
        var size = sources.Sum(source => source.Length);
        var rounds = Math.Max(1, bytesPerRun / size);
        return Sample.Of(Enumerable.Range(-WarmUps, WarmUps + runs).Select(_ => Run()).ToArray()[WarmUps..]);

        double Run()
        {
            var kept = 0L;
            var start = Stopwatch.GetTimestamp();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var source in sources) kept += use(TomlDocument.Parse(source));
            }

            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return kept > 0 ? size * (double)rounds / seconds / 1e6 : throw new InvalidOperationException("The files hold no keys.");
        }
    }

    private static double AllocatedPerByte(byte[][] sources)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var source in sources) TomlDocument.Parse(source);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)sources.Sum(source => source.Length);
    }

    /// <summary>Makes the .NET object of every key and value, as the peers do while they parse.</summary>
    private static long ReadAll(TomlValue value) => value.Kind switch
    {
        TomlValueKind.Table => value.GetTable().Sum(entry => entry.Key.Length + ReadAll(entry.Value)),
        TomlValueKind.Array => value.GetArray().Sum(ReadAll),
        TomlValueKind.String => value.GetString().Length,
        TomlValueKind.Integer => value.GetInt64(),
        TomlValueKind.Float => (long)value.GetDouble(),
        TomlValueKind.Boolean => value.GetBoolean() ? 1 : 0,
        _ => value.GetTemporal().Day,
    };

    private static async Task<Sample> PeerAsync(
        string executable, string script, string folder, int bytesPerRun, string[] files, int runs, CancellationToken cancellation)
    {
        string[] arguments = [script, runs.ToString(CultureInfo.InvariantCulture), bytesPerRun.ToString(CultureInfo.InvariantCulture), .. files];
        var output = await Peer.RunAsync(executable, arguments, PeerLimit, folder, cancellation);
        return Sample.Of(JsonSerializer.Deserialize<double[]>(output)!);
    }
}
