using System.ComponentModel.DataAnnotations;

namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>Bounds of every HTTP request; section <c>Http</c>. Over them: 413, 414, 431, 408 or 504, or a refused connection.</summary>
public sealed class HttpLimitOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Http";

    /// <summary>Largest request body in bytes; 413 above. A route may set its own.</summary>
    [Range(1, 1L << 40)]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Longest request line (method, target with query, version) in bytes; 414 above.</summary>
    [Range(256, 1 << 20)]
    public int MaxRequestLineBytes { get; set; } = 8 << 10;

    /// <summary>Largest sum of all request headers in bytes; 431 above.</summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaderBytes { get; set; } = 32 << 10;

    /// <summary>Most request headers; 431 above.</summary>
    [Range(10, 1000)]
    public int MaxHeaderCount { get; set; } = 100;

    /// <summary>Time for all request headers to arrive, in seconds; 408 after.</summary>
    [Range(1, 600)]
    public int HeaderTimeoutSeconds { get; set; } = 15;

    /// <summary>Time that a connection may stay open without a request, in seconds.</summary>
    [Range(1, 3600)]
    public int KeepAliveSeconds { get; set; } = 130;

    /// <summary>Slowest body in bytes a second, either way, after five seconds of grace; 408 or a closed connection below. 0 turns it off.</summary>
    [Range(0, 1 << 20)]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>Time for a whole request, in seconds; 504 after. Streams (WebSocket, SSE, gRPC) are not bounded by it.</summary>
    [Range(1, 3600)]
    public int RequestTimeoutSeconds { get; set; } = 30;

    /// <summary>Most connections at once, upgraded ones not counted; more are refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Most upgraded (WebSocket) connections at once; more are refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxUpgradedConnections { get; set; } = 20_000;

    /// <summary>Most concurrent streams on one HTTP/2 connection.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 1000;
}
