using System.Reflection;
using Ctas7.Contracts;
using Ctas7.Contracts.Realtime;

namespace Ctas7.Realtime.Events;

/// <summary>Every event and channel that the contracts declare; read once at start.</summary>
public static class EventCatalog
{
    /// <summary>Every bus message that carries <see cref="EventTypeAttribute"/>.</summary>
    public static IReadOnlyList<EventKind> Kinds { get; } =
        [.. typeof(EventTypeAttribute).Assembly.GetExportedTypes().Select(Describe).OfType<EventKind>().OrderBy(kind => kind.Type, StringComparer.Ordinal)];

    /// <summary>Every declared channel in alphabetical order, also one that nothing is published on yet.</summary>
    public static IReadOnlyList<string> Channels { get; } =
        [.. DeclaredChannels().Concat(Kinds.Select(kind => kind.Channel)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The kind of a message type.</summary>
    /// <exception cref="InvalidOperationException">The type carries no <see cref="EventTypeAttribute"/>.</exception>
    public static EventKind KindOf(Type message) =>
        Kinds.FirstOrDefault(kind => kind.Message == message)
        ?? throw new InvalidOperationException($"{message} is no client event: it needs [EventType].");

    private static EventKind? Describe(Type type)
    {
        if (type.GetCustomAttribute<EventTypeAttribute>() is not { } declared)
        {
            return null;
        }

        return typeof(IBusEvent).IsAssignableFrom(type)
            ? new EventKind(type, declared.Type, declared.Channel)
            : throw new InvalidOperationException($"{type} carries [EventType] and must implement {nameof(IBusEvent)}, or its duplicates cannot be dropped.");
    }

    private static IEnumerable<string> DeclaredChannels() =>
        typeof(Channels).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!);
}
