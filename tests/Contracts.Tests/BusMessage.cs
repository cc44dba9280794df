using System.Reflection;
using System.Text;
using System.Text.Json;
using Ctas7.Contracts.Realtime;
using MassTransit;

namespace Ctas7.Contracts.Tests;

/// <summary>A bus message as its consumers see it: what a snapshot holds.</summary>
public static class BusMessage
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Every message of the contracts: the concrete types that go over the bus.</summary>
    public static IEnumerable<Type> All => typeof(IBusEvent).Assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IBusEvent).IsAssignableFrom(type));

    /// <summary>Every type that a message carries inside.</summary>
    public static IEnumerable<Type> Parts => All.SelectMany(PartsOf).Distinct();

    public static string Describe(Type type)
    {
        var text = new StringBuilder();
        var isMessage = All.Contains(type);
        text.Append(isMessage ? "message " : "part    ").AppendLine(type.FullName);
        if (isMessage)
        {
            text.Append("urn     ").AppendLine(MessageUrn.ForType(type).ToString());
        }

        if (type.GetCustomAttribute<EventTypeAttribute>() is { } live)
        {
            text.Append("event   ").Append(live.Type).Append(" on ").AppendLine(live.Channel);
        }

        foreach (var property in Properties(type))
        {
            text.Append("  ").Append(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)).Append(": ").AppendLine(NameOf(Nullability.Create(property)));
        }

        return text.ToString();
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0)
        .OrderBy(property => property.Name, StringComparer.Ordinal);

    private static IEnumerable<Type> PartsOf(Type type) => Properties(type)
        .SelectMany(property => property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments() : [property.PropertyType])
        .Where(part => part.Assembly == typeof(IBusEvent).Assembly)
        .SelectMany(part => PartsOf(part).Prepend(part));

    private static string NameOf(NullabilityInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        var name = type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", info.GenericTypeArguments.Select(NameOf))}>"
            : type.IsEnum ? $"{type.Name}({string.Join('|', Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))})" : type.Name;
        return info.ReadState == NullabilityState.Nullable ? $"{name}?" : name;
    }
}
