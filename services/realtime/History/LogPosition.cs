namespace Ctas7.Realtime.History;

/// <summary>How far something has read a channel.</summary>
/// <param name="Epoch">The life of the history that counts the offset; empty when nothing is known.</param>
/// <param name="Offset">The last event read, from 1; 0 before the first.</param>
/// <param name="EventId">Id of that event, to notice a history that was rewound and has grown again; null when unknown.</param>
public sealed record LogPosition(string Epoch, long Offset, Guid? EventId = null)
{
    /// <summary>Nothing read, nothing known.</summary>
    public static LogPosition Unknown { get; } = new("", 0);
}
