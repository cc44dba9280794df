namespace Ctas7.Realtime.History;

/// <summary>Where an event is in its channel.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Offset">Its place; 0 when another replica is writing.</param>
/// <param name="Epoch">The present epoch; empty when another replica is writing.</param>
public sealed record AppendResult(AppendOutcome Outcome, long Offset, string Epoch);
