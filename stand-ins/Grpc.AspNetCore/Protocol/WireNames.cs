namespace Grpc.Protocol;

/// <summary>Header names and values of gRPC over HTTP/2.</summary>
internal static class WireNames
{
    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Identity = "identity";

    /// <summary>The metadata entry by which a caller or handler chooses the compression of its own messages; never sent.</summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    /// <summary>Bytes before every message: one flag, four bytes of length, big-endian.</summary>
    public const int FrameHeaderLength = 5;

    /// <summary><c>application/grpc</c>, alone or with <c>+format</c> or parameters.</summary>
    public static bool IsGrpcContentType(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is ';' or '+');

    /// <summary>Whether a header belongs to the protocol and is no metadata of the caller or the handler.</summary>
    public static bool IsProtocolHeader(string name) =>
        name.Length == 0
        || name[0] switch
        {
            ':' => true,
            'g' or 'G' => Is(name, Status) || Is(name, Message) || Is(name, Timeout) || Is(name, Encoding) || Is(name, AcceptEncoding)
                || Is(name, EncodingRequest),
            'c' or 'C' => Is(name, "content-type") || Is(name, "content-length") || Is(name, "content-encoding"),
            't' or 'T' => Is(name, "te") || Is(name, "trailer") || Is(name, "transfer-encoding"),
            'h' or 'H' => Is(name, "host"),
            'a' or 'A' => Is(name, "accept-encoding"),
            _ => false,
        };

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
