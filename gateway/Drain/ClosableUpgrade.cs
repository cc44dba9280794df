using Microsoft.AspNetCore.Http.Features;

namespace Ctas7.Gateway.Drain;

/// <summary>Makes the upgraded connection one that the gateway can close.</summary>
internal sealed class ClosableUpgrade(IHttpUpgradeFeature server, Action<ClosableSocket> opened) : IHttpUpgradeFeature
{
    /// <inheritdoc/>
    public bool IsUpgradableRequest => server.IsUpgradableRequest;

    /// <inheritdoc/>
    public async Task<Stream> UpgradeAsync()
    {
        var socket = new ClosableSocket(await server.UpgradeAsync());
        opened(socket);
        return socket;
    }
}
