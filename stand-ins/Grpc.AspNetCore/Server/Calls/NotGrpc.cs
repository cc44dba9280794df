using Grpc.Core;
using Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Grpc.AspNetCore.Server;

/// <summary>Refuses requests at a gRPC path that are no gRPC calls.</summary>
internal static class NotGrpc
{
    /// <summary>Answers 415 to a wrong content type and 426 to HTTP/1.x; false when the request is a gRPC call.</summary>
    public static bool Refuse(HttpContext http, ILogger log)
    {
        var contentType = http.Request.ContentType;
        if (!WireNames.IsGrpcContentType(contentType))
        {
            Answer(http, log, StatusCodes.Status415UnsupportedMediaType, contentType is null
                ? "Content-Type is missing from the request; a gRPC call has application/grpc."
                : $"Content-Type '{contentType}' is not supported; a gRPC call has application/grpc.");
            return true;
        }

        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.Headers[HeaderNames.Upgrade] = HttpProtocol.Http2;
            Answer(http, log, StatusCodes.Status426UpgradeRequired, $"Request protocol '{http.Request.Protocol}' is not supported; gRPC needs HTTP/2.");
            return true;
        }

        return false;
    }

    private static void Answer(HttpContext http, ILogger log, int statusCode, string reason)
    {
        CallLog.NotGrpc(log, http.Request.Protocol, http.Request.ContentType, reason);
        http.Response.StatusCode = statusCode;
        http.Response.Headers[WireNames.Status] = StatusText.Of(StatusCode.Internal);
        http.Response.Headers[WireNames.Message] = StatusMessage.Encode(reason);
    }
}
