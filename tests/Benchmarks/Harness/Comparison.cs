namespace Ctas7.Benchmarks.Harness;

/// <summary>One row of a table: our figure, the peer's, their ratio, and the aim.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">Unit of both samples, such as <c>MB/s</c> or <c>ms</c>.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Peer">Name of the peer or floor; null where the aim is an absolute figure.</param>
/// <param name="Theirs">The peer's figure.</param>
/// <param name="Aim">The aim in words, such as <c>≥ 2×</c> or <c>≤ 30 ms</c>; null where none is stated.</param>
/// <param name="Met">Whether the aim was met in this run; null where none is stated.</param>
public sealed record Comparison(string What, string Unit, Sample Ours, string? Peer = null, Sample? Theirs = null, string? Aim = null, bool? Met = null)
{
    /// <summary>Ours over theirs, by the medians.</summary>
    public double? Ratio => Theirs is { Median: > 0 } theirs ? Ours.Median / theirs.Median : null;

    /// <summary>A row whose aim is a ratio of at least <paramref name="atLeast"/> (more is better).</summary>
    public static Comparison AtLeast(string what, string unit, Sample ours, string peer, Sample theirs, double atLeast) =>
        new(what, unit, ours, peer, theirs, $"≥ {atLeast:0.##}×", ours.Median >= atLeast * theirs.Median);

    /// <summary>A row whose aim is a ratio of at most <paramref name="atMost"/> (less is better).</summary>
    public static Comparison AtMost(string what, string unit, Sample ours, string peer, Sample theirs, double atMost) =>
        new(what, unit, ours, peer, theirs, $"≤ {atMost:0.##}×", ours.Median <= atMost * theirs.Median);

    /// <summary>A row whose aim is an absolute bound (less is better).</summary>
    public static Comparison Within(string what, string unit, Sample ours, double bound) =>
        new(what, unit, ours, Aim: $"≤ {bound:0.##} {unit}", Met: ours.Median <= bound);
}
