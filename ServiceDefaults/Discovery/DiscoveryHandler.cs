namespace Ctas7.ServiceDefaults.Discovery;

/// <summary>Sends a request for a logical host to an address of that service; the <c>Host</c> header becomes that address.</summary>
internal sealed class DiscoveryHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var logical = request.RequestUri;
        if (logical is null)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.RequestUri = endpoints.Resolve(logical);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // A retry above this handler resolves anew and may get another address.
            request.RequestUri = logical;
        }
    }
}
