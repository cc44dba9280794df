namespace Ctas7.Realtime.History;

/// <summary>Where an event is in its channel.</summary>
/// <param name="Appended">False when it had been appended before.</param>
/// <param name="Offset">Its place.</param>
/// <param name="Epoch">The present epoch.</param>
public sealed record AppendResult(bool Appended, long Offset, string Epoch);
