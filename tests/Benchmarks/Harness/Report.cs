using System.Text.Json;

namespace Ctas7.Benchmarks.Harness;

/// <summary>Runs one benchmark, prints its table and writes <c>bench/results/&lt;name&gt;.json</c>.</summary>
public static class Report
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Runs and reports <paramref name="benchmark"/>.</summary>
    public static async Task RunAsync(IBenchmark benchmark, BenchmarkContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(context);
        Console.Error.WriteLine($"{benchmark.Name}: {benchmark.Summary}");
        var rows = await benchmark.RunAsync(context, cancellation);
        Print(benchmark, rows);
        var folder = Directory.CreateDirectory(Path.Combine(context.Peers, "results")).FullName;
        var result = new
        {
            benchmark.Name,
            benchmark.Summary,
            MeasuredAt = DateTimeOffset.UtcNow,
            Processors = Environment.ProcessorCount,
            Runtime = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            Rows = rows,
        };
        await File.WriteAllTextAsync(Path.Combine(folder, $"{benchmark.Name}.json"), JsonSerializer.Serialize(result, Json), cancellation);
    }

    private static void Print(IBenchmark benchmark, IReadOnlyList<Comparison> rows)
    {
        string[] head = ["work", "unit", "ours", "peer", "theirs", "ratio", "aim", ""];
        var cells = rows.Select(row => new[]
        {
            row.What,
            row.Unit,
            row.Ours.ToString(),
            row.Peer ?? "–",
            row.Theirs?.ToString() ?? "–",
            row.Ratio is { } ratio ? $"{Sample.Format(ratio)}×" : "–",
            row.Aim ?? "–",
            row.Met switch { true => "met", false => "missed", null => "" },
        }).Prepend(head).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        Console.WriteLine();
        Console.WriteLine($"{benchmark.Name} — {benchmark.Summary}");
        foreach (var row in cells)
        {
            Console.WriteLine("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
