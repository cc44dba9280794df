using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>What an HTTP response, or the failure to get one, means as gRPC status.</summary>
internal static class ResponseStatus
{
    /// <summary>The status of a response that is already over with its headers, or is no gRPC response; null when messages may follow.</summary>
    public static Status? OfHeaders(HttpResponseMessage response)
    {
        if (TryRead(response.Headers, out var status))
        {
            return status;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new Status(OfHttp(response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        }

        var contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        return WireNames.IsGrpcContentType(contentType)
            ? null
            : new Status(StatusCode.Unknown, $"Bad gRPC response. Invalid content-type value: {contentType ?? "none"}");
    }

    /// <summary>The status at the end of a response.</summary>
    public static Status OfTrailers(HttpResponseMessage response) =>
        TryRead(response.TrailingHeaders, out var status)
            ? status
            : new Status(StatusCode.Unknown, "The response ended without grpc-status.");

    /// <summary>The status that stands for an exception of the HTTP handlers.</summary>
    public static Status OfFault(string what, Exception fault)
    {
        if (fault is RpcException { Status: var status })
        {
            return status;
        }

        var detail = what;
        StatusCode? code = null;
        var isTransport = false;
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            detail += $" {cause.GetType().Name}: {cause.Message}";
            code ??= cause is HttpProtocolException reset ? OfHttp2Error(reset.ErrorCode) : null;
            isTransport |= cause is SocketException or IOException
                || cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
        }

        return new Status(code ?? (isTransport ? StatusCode.Unavailable : StatusCode.Internal), detail, fault);
    }

    // http-grpc-status-mapping.md
    private static StatusCode OfHttp(HttpStatusCode code) => code switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.RequestHeaderFieldsTooLarge => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    // gRPC over HTTP/2, "HTTP2 Transport Mapping", Errors
    private static StatusCode OfHttp2Error(long code) => code switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };

    private static bool TryRead(HttpHeaders headers, out Status status)
    {
        if (!headers.NonValidated.TryGetValues(WireNames.Status, out var values))
        {
            status = default;
            return false;
        }

        var code = StatusText.Parse(values.ToString());
        var detail = headers.NonValidated.TryGetValues(WireNames.Message, out var message) ? StatusMessage.Decode(message.ToString()) : "";
        status = code == StatusCode.OK && detail.Length == 0 ? Status.DefaultSuccess : new Status(code, detail);
        return true;
    }
}
