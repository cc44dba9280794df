using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>Options of gRPC services.</summary>
public class GrpcServiceOptions
{
    /// <summary>4 MiB: what a service accepts unless it says otherwise.</summary>
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>The longest message that may be sent, in bytes; null for no limit, the default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The longest message that is accepted, in bytes, also after decompression; null for no limit. 4 MiB by default.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>Whether the text of a handler's exception is sent to the client; not by default.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>The encoding of responses to clients that accept it, such as <c>gzip</c>; null for none.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard responses are compressed.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>Encodings besides gzip and deflate.</summary>
    public IList<ICompressionProvider> CompressionProviders { get; set; } = [];

    /// <summary>Whether calls of services that are not mapped are left to the rest of the application; they get UNIMPLEMENTED by default.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>Interceptors in the order in which a call passes them.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    internal void CopyTo(GrpcServiceOptions other)
    {
        other.MaxSendMessageSize = MaxSendMessageSize;
        other.MaxReceiveMessageSize = MaxReceiveMessageSize;
        other.EnableDetailedErrors = EnableDetailedErrors;
        other.ResponseCompressionAlgorithm = ResponseCompressionAlgorithm;
        other.ResponseCompressionLevel = ResponseCompressionLevel;
        other.CompressionProviders = [.. CompressionProviders];
        other.IgnoreUnknownServices = IgnoreUnknownServices;
    }
}

/// <summary>Options of one service; what they do not set is as in <see cref="GrpcServiceOptions"/>.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
