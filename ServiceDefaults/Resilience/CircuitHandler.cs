namespace Ctas7.ServiceDefaults.Resilience;

/// <summary>One circuit per address; stands after service discovery.</summary>
internal sealed class CircuitHandler(Pipelines pipelines) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await pipelines.Circuit(request.RequestUri?.Authority ?? "").ExecuteAsync(
            static async (state, token) => await state.Handler.ForwardAsync(state.Request, token),
            (Handler: this, Request: request),
            cancellationToken);

    private Task<HttpResponseMessage> ForwardAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);
}
