namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>The wire words of reasons, outcomes and states.</summary>
internal static class ScanWords
{
    internal static string Word<T>(this T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
