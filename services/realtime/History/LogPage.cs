namespace Ctas7.Realtime.History;

/// <summary>A piece of a channel's history, read in one step.</summary>
/// <param name="Epoch">The present epoch of the history.</param>
/// <param name="Head">The offset of the channel's newest event, 0 when it never had one.</param>
/// <param name="Entries">Events in order; empty when there are none after the place that was asked for.</param>
public sealed record LogPage(string Epoch, long Head, IReadOnlyList<LogEntry> Entries);
