namespace Ctas7.Contracts;

/// <summary>
/// A fact that happened, published once it is true and delivered at least once: consumers drop an
/// <see cref="EventId"/> they have seen.
/// </summary>
public interface IBusEvent
{
    /// <summary>UUIDv7; the same fact published again keeps its id.</summary>
    Guid EventId { get; }

    /// <summary>When the fact became true, UTC.</summary>
    DateTimeOffset OccurredAt { get; }
}
