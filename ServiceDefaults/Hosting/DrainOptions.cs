using System.ComponentModel.DataAnnotations;

namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>How the service stops; section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Drain";

    /// <summary>
    /// Time between readiness turning unhealthy and the end of accepting, in milliseconds: long enough for those who probe it to look away.
    /// </summary>
    [Range(0, 60_000)]
    public int NoticeMs { get; set; } = 200;

    /// <summary>Time for requests in flight to finish, in seconds; connections that are still open then are aborted.</summary>
    [Range(0, 600)]
    public int RequestSeconds { get; set; } = 10;

    /// <summary>Time for the whole stop (requests, consumers, caches, telemetry), in seconds.</summary>
    [Range(1, 900)]
    public int TotalSeconds { get; set; } = 25;
}
