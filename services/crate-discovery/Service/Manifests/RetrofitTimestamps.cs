using System.Globalization;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>The forms in which retrofit times are written: <c>YYYYMMDD-HHMMSS</c>, the date alone, or RFC 3339.</summary>
internal static class RetrofitTimestamps
{
    private static readonly string[] Forms = ["yyyyMMdd-HHmmss", "yyyyMMdd"];

    internal static bool IsKnownForm(string text)
        => DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            || (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _));
}
