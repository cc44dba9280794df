using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace Ctas7.Gateway.Forwarding;

/// <summary>Makes the HTTP client of a service: pooled connections and nothing that touches messages.</summary>
internal sealed class UpstreamClients : IForwarderHttpClientFactory
{
    /// <inheritdoc/>
    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context)
    {
        // One client per service for the life of the process: a new list of addresses needs no new pool.
        if (context.OldClient is not null)
        {
            return context.OldClient;
        }

        return new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromSeconds(2),
                MaxResponseHeadersLength = 64,

                // Shorter than the 130 s after which Kestrel closes an idle connection, so that none is used as it dies.
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),

                // The trace goes on by ForwardedHeaders; a second span for the same hop would tell nothing more.
                ActivityHeadersPropagator = null,
            },
            disposeHandler: true);
    }
}
