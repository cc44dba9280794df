namespace Ctas7.Realtime.Messages;

/// <summary>A place in a channel, as a client names it.</summary>
/// <param name="Offset">The last event that the client has, 0 for none.</param>
/// <param name="Epoch">The epoch of that event.</param>
public sealed record ClientPosition(long Offset, string Epoch);
