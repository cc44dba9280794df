using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>What a client tells about its calls.</summary>
internal static partial class CallLog
{
    [LoggerMessage(1, LogLevel.Warning, "The credentials of {Method} are not sent: no TLS, and UnsafeUseInsecureChannelCallCredentials is off")]
    public static partial void CredentialsNotSent(ILogger log, string method);
}
