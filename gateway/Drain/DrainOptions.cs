using System.ComponentModel.DataAnnotations;

namespace Ctas7.Gateway.Drain;

/// <summary>Configuration section <c>Gateway:Drain</c>.</summary>
public sealed class DrainOptions
{
    /// <summary>Over how long the ends of open WebSockets and event streams are spread, so that their clients do not all come back at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Spread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after that requests under way may take before they are cut off.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);
}
