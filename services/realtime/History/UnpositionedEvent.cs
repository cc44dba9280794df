namespace Ctas7.Realtime.History;

/// <summary>An event that has no place in its channel yet.</summary>
public sealed record UnpositionedEvent
{
    /// <summary>Identity of the fact; the same fact delivered twice has the same id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Dotted name, such as <c>crate.updated</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The channel it is appended to.</summary>
    public required string Channel { get; init; }

    /// <summary>When the fact became true.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The service whose fact it is, with the lease that its token is of; fencing tokens of different sources do not compare.</summary>
    public required string Source { get; init; }

    /// <summary>The publisher's fencing token; 0 for an event that is not fenced.</summary>
    public long FencingToken { get; init; }

    /// <summary>W3C traceparent of the append, if there is one.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The JSON text up to where the number of the offset comes.</summary>
    public required byte[] Head { get; init; }

    /// <summary>The JSON text after the epoch, from <c>"timestamp"</c> on.</summary>
    public required byte[] Tail { get; init; }
}
