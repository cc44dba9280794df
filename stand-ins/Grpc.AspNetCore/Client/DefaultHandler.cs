namespace Grpc.Net.Client;

/// <summary>The HTTP handler of channels that were given none.</summary>
internal static class DefaultHandler
{
    /// <summary>HTTP/2 with as many connections as the streams need, straight to the server: no proxy, redirect or cookie.</summary>
    public static SocketsHttpHandler Create() => new()
    {
        EnableMultipleHttp2Connections = true,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    };
}
