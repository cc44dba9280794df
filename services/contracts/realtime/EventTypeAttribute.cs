namespace Ctas7.Contracts.Realtime;

/// <summary>
/// Marks a bus message that clients may see live: realtime sends it as an event of this <paramref name="type"/>
/// on this <paramref name="channel"/>, with the whole message as its <c>data</c> (snake_case JSON).
/// </summary>
/// <param name="type">Dotted lower-case name, such as <c>crate.discovered</c>.</param>
/// <param name="channel">The ordered stream the event belongs to, such as <c>crates</c>; see <see cref="Channels"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventTypeAttribute(string type, string channel) : Attribute
{
    /// <summary>Dotted lower-case name of the event.</summary>
    public string Type { get; } = type;

    /// <summary>Name of the ordered channel that carries the event.</summary>
    public string Channel { get; } = channel;
}
