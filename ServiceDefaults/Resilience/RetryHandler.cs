namespace Ctas7.ServiceDefaults.Resilience;

/// <summary>Time-outs and retries; stands before service discovery, so that every attempt may get another address.</summary>
internal sealed class RetryHandler(Pipelines pipelines) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        pipelines.SendAsync(request, request.RequestUri?.Authority ?? "", base.SendAsync, cancellationToken);
}
