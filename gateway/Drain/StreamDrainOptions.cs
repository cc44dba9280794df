using System.ComponentModel.DataAnnotations;

namespace Ctas7.Gateway.Drain;

/// <summary>Configuration section <c>Gateway:Drain</c>; how long the whole stop may take is in section <c>Drain</c>.</summary>
public sealed class StreamDrainOptions
{
    /// <summary>
    /// Over how long the ends of open WebSockets and event streams are spread, so that their clients do not all come
    /// back at once. Never longer than half of the time that requests in flight have (<c>Drain:RequestSeconds</c>).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Spread { get; set; } = TimeSpan.FromSeconds(5);
}
