using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>What a server tells about its calls.</summary>
internal static partial class CallLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Method} ended with {StatusCode}: {Detail}")]
    public static partial void HandlerChoseStatus(ILogger log, string method, StatusCode statusCode, string detail);

    [LoggerMessage(2, LogLevel.Debug, "{Method} was cancelled by the client")]
    public static partial void ClientWentAway(ILogger log, string method);

    [LoggerMessage(3, LogLevel.Error, "{Method} failed")]
    public static partial void HandlerFailed(ILogger log, string method, Exception fault);

    [LoggerMessage(4, LogLevel.Debug, "{Method} passed its deadline")]
    public static partial void DeadlinePassed(ILogger log, string method);

    [LoggerMessage(5, LogLevel.Debug, "{Method} could not be answered at its deadline")]
    public static partial void DeadlineNotAnswered(ILogger log, string method, Exception fault);

    [LoggerMessage(6, LogLevel.Debug, "A request with {Protocol} and content type {ContentType} is no gRPC call: {Reason}")]
    public static partial void NotGrpc(ILogger log, string protocol, string? contentType, string reason);
}
