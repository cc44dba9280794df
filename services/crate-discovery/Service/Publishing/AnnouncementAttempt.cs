using System.Text.Json.Serialization;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>The event that told a state in doubt. As long as there is nothing else to tell, the same event is sent again: same id, same kind.</summary>
public sealed record AnnouncementAttempt
{
    /// <summary>The event's id.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The event's kind.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<CrateEventKind>))]
    public required CrateEventKind Kind { get; init; }

    /// <summary>This event or one before it, since the last confirm, told a state that is not valid.</summary>
    public bool MayBeInvalid { get; init; }

    /// <summary>This event or one before it, since the last confirm, told a removal.</summary>
    public bool MayBeRemoved { get; init; }
}
