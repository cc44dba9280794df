namespace Grpc.Core;

/// <summary>How a channel is secured, and the credentials that all its calls carry.</summary>
public abstract class ChannelCredentials
{
    private protected ChannelCredentials()
    {
    }

    /// <summary>No transport security.</summary>
    public static ChannelCredentials Insecure { get; } = new Plain(isSecure: false);

    /// <summary>TLS with the machine's trusted roots.</summary>
    public static ChannelCredentials SecureSsl { get; } = new Plain(isSecure: true);

    internal abstract bool IsSecure { get; }

    internal virtual CallCredentials? CallCredentials => null;

    /// <summary>Transport security together with credentials for every call.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        return new WithCalls(channelCredentials, callCredentials);
    }

    private sealed class Plain(bool isSecure) : ChannelCredentials
    {
        internal override bool IsSecure => isSecure;
    }

    private sealed class WithCalls(ChannelCredentials transport, CallCredentials calls) : ChannelCredentials
    {
        internal override bool IsSecure => transport.IsSecure;

        internal override CallCredentials CallCredentials =>
            transport.CallCredentials is { } inner ? Core.CallCredentials.Compose(inner, calls) : calls;
    }
}
