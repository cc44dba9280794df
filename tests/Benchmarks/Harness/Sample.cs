namespace Ctas7.Benchmarks.Harness;

/// <summary>A figure of several runs: the median is quoted, min and max say how noisy the machine was.</summary>
public sealed record Sample(double Median, double Min, double Max, int Runs)
{
    /// <summary>Summarises the runs; at least one.</summary>
    public static Sample Of(IEnumerable<double> runs)
    {
        var sorted = runs.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Sample(median, sorted[0], sorted[^1], sorted.Length);
    }

    /// <summary>The value below which the fraction <paramref name="quantile"/> (0..1) of the sorted observations lies.</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double quantile) =>
        sorted[(int)Math.Clamp(Math.Ceiling(quantile * sorted.Count) - 1, 0, sorted.Count - 1)];

    /// <summary>Three significant digits.</summary>
    public static string Format(double value) => value switch
    {
        0 => "0",
        >= 1000 or <= -1000 => value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString("0.00#", System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public override string ToString() => Runs == 1 ? Format(Median) : $"{Format(Median)} ({Format(Min)}–{Format(Max)})";
}
