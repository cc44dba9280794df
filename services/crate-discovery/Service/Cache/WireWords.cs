using System.Collections.Frozen;
using System.Text.Json;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>The words of an enumeration as they are stored: its names in lower_snake.</summary>
internal static class WireWords<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    private static readonly FrozenDictionary<string, T> Values = Words.ToFrozenDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);

    internal static string Of(T value) => Words[value];

    /// <summary>The value of a word.</summary>
    /// <exception cref="InvalidDataException">Not a word of this enumeration, such as one of a later version.</exception>
    internal static T Read(string word) => Values.TryGetValue(word, out var value) ? value : throw new InvalidDataException($"'{word}' is no {typeof(T).Name}.");
}
