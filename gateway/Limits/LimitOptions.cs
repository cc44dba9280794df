using System.ComponentModel.DataAnnotations;

namespace Ctas7.Gateway.Limits;

/// <summary>
/// Configuration section <c>Gateway:Limits</c>: what one client may ask. Sizes and connections are bounded for every
/// service alike by section <c>Http</c> (<see cref="ServiceDefaults.Hosting.HttpLimitOptions"/>).
/// </summary>
public sealed class LimitOptions
{
    /// <summary>Requests a second that one address may send in the long run; 429 above.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>Requests that one address may send at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 1_000;
}
