using System.Globalization;

namespace Ctas7.Contracts.Tests;

/// <summary>Makes an instance of a contract with a value in every place.</summary>
public static class Example
{
    public static object Of(Type type) => type switch
    {
        _ when type == typeof(string) => "text \"ü\" <>",
        _ when type == typeof(Guid) => Guid.CreateVersion7(),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, 31, 8, 5, 0, 120, TimeSpan.Zero),
        _ when type == typeof(bool) => true,
        _ when type.IsEnum => Enum.GetValues(type).GetValue(0)!,
        _ when type.IsPrimitive => Convert.ChangeType(42, type, CultureInfo.InvariantCulture),
        _ when Nullable.GetUnderlyingType(type) is { } inner => Of(inner),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => Dictionary(type.GetGenericArguments()),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => List(type.GetGenericArguments()[0]),
        _ => Record(type),
    };

    private static object Record(Type type)
    {
        var constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType))]);
    }

    private static Array List(Type element)
    {
        var list = Array.CreateInstance(element, 1);
        list.SetValue(Of(element), 0);
        return list;
    }

    private static object Dictionary(Type[] arguments)
    {
        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        dictionary[Of(arguments[0])] = Of(arguments[1]);
        return dictionary;
    }
}
