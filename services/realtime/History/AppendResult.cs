namespace Ctas7.Realtime.History;

/// <summary>Where an event is in its channel.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Offset">Its place; 0 when another replica is writing or it was fenced.</param>
/// <param name="Epoch">The present epoch; empty in the same cases.</param>
public sealed record AppendResult(AppendOutcome Outcome, long Offset, string Epoch);
