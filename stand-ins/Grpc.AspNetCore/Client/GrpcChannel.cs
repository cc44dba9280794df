using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Compression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>A way to one server over HTTP/2. Connections are made when a call needs them. Thread-safe; keep it for many calls.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<string, Uri> _methodAddresses = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _send;
    private readonly HttpMessageInvoker _invoker;
    private readonly bool _ownsInvoker;
    private int _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        Address = address;
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        Encodings = new(options.CompressionProviders ?? []);
        ThrowsOperationCanceled = options.ThrowOperationCanceledOnCancellation;
        HttpVersion = options.HttpVersion ?? System.Net.HttpVersion.Version20;
        HttpVersionPolicy = options.HttpVersionPolicy ?? System.Net.Http.HttpVersionPolicy.RequestVersionExact;
        CallCredentials = options.Credentials?.CallCredentials;
        MaySendCredentials = address.Scheme == Uri.UriSchemeHttps || options.UnsafeUseInsecureChannelCallCredentials;
        Log = (options.LoggerFactory ?? options.ServiceProvider?.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)
            .CreateLogger("Grpc.Net.Client.Internal.GrpcCall");
        ShutdownToken = _shutdown.Token;
        (_invoker, _ownsInvoker) = Invoker(options);
        _send = _invoker is HttpClient client
            ? (request, cancellation) => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
            : _invoker.SendAsync;
        CheckCredentials(options);
    }

    internal Uri Address { get; }

    internal int? MaxSendMessageSize { get; }

    internal int? MaxReceiveMessageSize { get; }

    internal CompressionProviders Encodings { get; }

    internal bool ThrowsOperationCanceled { get; }

    internal Version HttpVersion { get; }

    internal HttpVersionPolicy HttpVersionPolicy { get; }

    internal CallCredentials? CallCredentials { get; }

    internal bool MaySendCredentials { get; }

    internal ILogger Log { get; }

    internal CancellationToken ShutdownToken { get; }

    /// <summary>A channel to an address such as <c>http://localhost:5000</c>.</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address, with options.</summary>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    /// <summary>A channel to an address such as <c>http://localhost:5000</c>.</summary>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address, with options.</summary>
    /// <exception cref="ArgumentException">Options that contradict each other, or an address that is not absolute.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (!address.IsAbsoluteUri)
        {
            throw new ArgumentException(
                $"The address '{address}' is not absolute: it needs a scheme and a host, such as http://localhost:5000.", nameof(address));
        }

        return channelOptions is { HttpClient: not null, HttpHandler: not null }
            ? throw new ArgumentException("HttpClient and HttpHandler are both set; a channel uses one of them.", nameof(channelOptions))
            : new GrpcChannel(address, channelOptions);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Cancels every running call and closes the connections that the channel owns.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _shutdown.Cancel();
        _shutdown.Dispose();
        if (_ownsInvoker)
        {
            _invoker.Dispose();
        }
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _send(request, cancellationToken);
    }

    internal Uri AddressOf(IMethod method) =>
        _methodAddresses.GetOrAdd(method.FullName, static (path, channel) => new Uri(channel.Address, path), this);

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static (HttpMessageInvoker Invoker, bool IsOwned) Invoker(GrpcChannelOptions options) => options switch
    {
        { HttpClient: { } client } => (client, options.DisposeHttpClient),
        { HttpHandler: { } handler } => (new HttpMessageInvoker(handler, options.DisposeHttpClient), true),
        _ => (new HttpMessageInvoker(DefaultHandler.Create(), disposeHandler: true), true),
    };

    private void CheckCredentials(GrpcChannelOptions options)
    {
        if (options.Credentials is not { } credentials)
        {
            return;
        }

        var isTls = Address.Scheme == Uri.UriSchemeHttps;
        if (credentials.IsSecure != isTls)
        {
            throw new ArgumentException(
                $"The address {Address} is {(isTls ? "" : "not ")}TLS, but its channel credentials are {(credentials.IsSecure ? "" : "not ")}secure.");
        }
    }
}
