using Grpc.Core;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>Options of a channel.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>The default of <see cref="MaxReceiveMessageSize"/>: 4 MiB.</summary>
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>Transport security and credentials for every call; by default as the address says.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>The longest message that may be sent, in bytes; null for no limit, the default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The longest message that is accepted, in bytes, also after decompression; null for no limit. 4 MiB by default.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>Encodings besides gzip and deflate.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>Where the channel logs; by default from <see cref="ServiceProvider"/>, else nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Makes the requests instead of a handler of the channel's own. Its time-out should be infinite.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Makes the requests instead of a handler of the channel's own.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether <see cref="HttpClient"/> or <see cref="HttpHandler"/> is disposed with the channel.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether a cancelled or late call throws <see cref="OperationCanceledException"/> instead of <see cref="RpcException"/>.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Whether call credentials are sent without transport security.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>Services for the channel.</summary>
    public IServiceProvider? ServiceProvider { get; set; }

    /// <summary>The HTTP version of requests; 2.0 by default.</summary>
    public Version? HttpVersion { get; set; }

    /// <summary>Whether another HTTP version may be used; exactly the given one by default.</summary>
    public HttpVersionPolicy? HttpVersionPolicy { get; set; }
}
