using System.Net.Sockets;
using Grpc.Core;
using Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>One gRPC call on an HTTP/2 request: what its handler sees.</summary>
internal sealed partial class HttpServerCallContext : ServerCallContext, IServerCallContextFeature, IDisposable
{
    private static readonly AuthContext Anonymous = new(null, []);
    private readonly IMethod _method;
    private Metadata? _requestHeaders;
    private Metadata? _trailers;
    private AuthContext? _peerIdentity;

    public HttpServerCallContext(HttpContext http, IMethod method, ServiceSettings settings)
    {
        HttpContext = http;
        Settings = settings;
        _method = method;
        _writer = new(settings.MaxSendMessageSize) { CompressionLevel = settings.ResponseCompressionLevel };
    }

    public HttpContext HttpContext { get; }

    public ServiceSettings Settings { get; }

    ServerCallContext IServerCallContextFeature.ServerCallContext => this;

    protected override string MethodCore => _method.FullName;

    protected override string HostCore => HttpContext.Request.Host.Value ?? "";

    protected override string PeerCore => HttpContext.Connection is { RemoteIpAddress: { } address, RemotePort: var port }
        ? address.AddressFamily switch
        {
            AddressFamily.InterNetwork => $"ipv4:{address}:{port}",
            AddressFamily.InterNetworkV6 => $"ipv6:[{address}]:{port}",
            _ => $"unknown:{address}:{port}",
        }
        : "unknown";

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadRequestHeaders();

    protected override CancellationToken CancellationTokenCore => _timer is null ? HttpContext.RequestAborted : DeadlineToken();

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _peerIdentity ??=
        HttpContext.Connection.ClientCertificate is { } certificate ? PeerCertificate.Describe(certificate) : Anonymous;

    protected override IDictionary<object, object> UserStateCore => HttpContext.Items!;

    public void Dispose()
    {
        _writer.Dispose();
        _timer?.Dispose();
        _cancellation?.Dispose();
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        new CallPropagation(this, options ?? ContextPropagationOptions.Default);

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        var response = HttpContext.Response;
        if (response.HasStarted)
        {
            throw new InvalidOperationException("Response headers can be sent once per call, before the first message.");
        }

        foreach (var entry in responseHeaders)
        {
            if (entry.Key == WireNames.EncodingRequest)
            {
                UseEncoding(entry.Value);
            }
            else if (!WireNames.IsProtocolHeader(entry.Key))
            {
                response.Headers.Append(entry.Key, entry.WireValue);
            }
        }

        await response.StartAsync(CancellationTokenCore);
        await response.BodyWriter.FlushAsync(CancellationTokenCore);
    }

    private Metadata ReadRequestHeaders()
    {
        var headers = new Metadata();
        try
        {
            foreach (var (name, values) in HttpContext.Request.Headers)
            {
                foreach (var value in values)
                {
                    WireMetadata.Add(headers, name, value ?? "");
                }
            }
        }
        catch (FormatException fault)
        {
            throw new RpcException(new Status(StatusCode.Internal, fault.Message, fault));
        }

        return headers;
    }

    private sealed class CallPropagation(HttpServerCallContext call, ContextPropagationOptions options) : ContextPropagationToken
    {
        internal override DateTime? Deadline => options.IsPropagateDeadline && call.DeadlineCore < DateTime.MaxValue ? call.DeadlineCore : null;

        internal override CancellationToken CancellationToken => options.IsPropagateCancellation ? call.CancellationTokenCore : default;
    }
}
