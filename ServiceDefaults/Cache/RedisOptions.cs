using System.ComponentModel.DataAnnotations;

namespace Ctas7.ServiceDefaults.Cache;

/// <summary>How this service uses Redis; section <c>Redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Redis";

    /// <summary>Time for one command, in milliseconds; a command that takes longer fails with a time-out.</summary>
    [Range(50, 60_000)]
    public int CommandTimeoutMs { get; set; } = 2000;

    /// <summary>Time for a connection to be made, in milliseconds.</summary>
    [Range(50, 60_000)]
    public int ConnectTimeoutMs { get; set; } = 2000;

    /// <summary>Time between two looks whether the server answers, in milliseconds.</summary>
    [Range(50, 60_000)]
    public int ProbeIntervalMs { get; set; } = 1000;
}
