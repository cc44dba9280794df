namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks stand for which services.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>The services; the empty name is the server itself and covers every check unless it is mapped otherwise.</summary>
    public ServiceMappingCollection Services { get; } = [];

    /// <summary>Whether Check answers from the last published results instead of running the checks.</summary>
    public bool UseHealthChecksCache { get; set; }

    /// <summary>Whether watches stay open while the server stops; they end with NOT_SERVING by default.</summary>
    public bool SuppressCompletionOnShutdown { get; set; }
}
