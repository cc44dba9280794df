using System.Diagnostics;
using System.Globalization;
using Ctas7.Benchmarks.Harness;
using Ctas7.Toml;

namespace Ctas7.Benchmarks.Toml;

/// <summary>Parses the real manifests and a large document, against smol-toml and tomllib on the same files.</summary>
public sealed class TomlBenchmark : IBenchmark
{
    private const int LargeBytes = 5_000_000;
    private const int WarmUps = 20;

    private static readonly TimeSpan PeerLimit = TimeSpan.FromMinutes(1);

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
        BenchmarkContext.Say($"{what}: warm-up");
        var sources = files.Select(File.ReadAllBytes).ToArray();
        var folder = Path.Combine(context.Peers, "toml");
        string[] arguments = [bytesPerRun.ToString(CultureInfo.InvariantCulture), .. files];
        await using var smol = Peer.Start("node", ["smol-toml.mjs", .. arguments], folder);
        await using var tomllib = Peer.Start("python3", ["tomllib_peer.py", .. arguments], folder);
        await smol.ReadAsync<double>(PeerLimit);
        await tomllib.ReadAsync<double>(PeerLimit);
        for (var run = 0; run < WarmUps; run++)
        {
            Parse(sources, bytesPerRun);
            ParseAndRead(sources, bytesPerRun);
        }

        // The sides take turns, so that whatever else the machine does falls on all of them.
        List<double> parsed = [], read = [], smolParsed = [], tomllibParsed = [];
        for (var run = 0; run < context.Runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            BenchmarkContext.Say($"{what}: run {run + 1}");
            smolParsed.Add(await AskAsync(smol));
            parsed.Add(Parse(sources, bytesPerRun));
            tomllibParsed.Add(await AskAsync(tomllib));
            read.Add(ParseAndRead(sources, bytesPerRun));
        }

        return
        [
            Comparison.AtLeast(what, "MB/s", Sample.Of(parsed), "smol-toml", Sample.Of(smolParsed), aim),
            Comparison.AtLeast(what, "MB/s", Sample.Of(parsed), "tomllib", Sample.Of(tomllibParsed), 20),
            new Comparison($"{what}, and every key and value read", "MB/s", Sample.Of(read), "smol-toml", Sample.Of(smolParsed)),
            new Comparison($"{what}, allocated", "bytes/byte", Sample.Of([AllocatedPerByte(sources)])),
        ];
    }

    private static async Task<double> AskAsync(Peer peer)
    {
        await peer.SendAsync("run");
        return await peer.ReadAsync<double>(PeerLimit);
    }

    private static double Parse(byte[][] sources, int bytesPerRun) => Speed(sources, bytesPerRun, static document => document.Root.Count);

    private static double ParseAndRead(byte[][] sources, int bytesPerRun) =>
        Speed(sources, bytesPerRun, static document => ReadAll(document.Root.AsValue()));

    /// <summary>MB/s of one run.</summary>
    private static double Speed(byte[][] sources, int bytesPerRun, Func<TomlDocument, long> use)
    {
        var size = sources.Sum(source => source.Length);
        var rounds = Math.Max(1, bytesPerRun / size);
        var kept = 0L;
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var source in sources) kept += use(TomlDocument.Parse(source));
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return kept > 0 ? size * (double)rounds / seconds / 1e6 : throw new InvalidOperationException("The files hold no keys.");
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
}
