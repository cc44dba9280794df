namespace Ctas7.Realtime.Events;

/// <summary>A bus message that clients may see.</summary>
/// <param name="Message">The record in the contracts.</param>
/// <param name="Type">Dotted name of the event, such as <c>crate.updated</c>.</param>
/// <param name="Channel">The ordered channel that carries it.</param>
public sealed record EventKind(Type Message, string Type, string Channel);
