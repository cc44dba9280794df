using Google.Protobuf;

namespace Grpc.Core;

/// <summary>The trailer that carries a status with details.</summary>
public static class MetadataExtensions
{
    /// <summary>The key of the trailer.</summary>
    public const string StatusDetailsTrailerName = "grpc-status-details-bin";

    /// <summary>The status in the trailers, or null without one.</summary>
    /// <exception cref="InvalidProtocolBufferException">It cannot be read, and <paramref name="ignoreParseError"/> is false.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata metadata, bool ignoreParseError = false)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.Get(StatusDetailsTrailerName) is not { } entry)
        {
            return null;
        }

        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes);
        }
        catch (InvalidProtocolBufferException) when (ignoreParseError)
        {
            return null;
        }
    }

    /// <summary>Puts a status into the trailers, in place of one that is there.</summary>
    public static void SetRpcStatus(this Metadata metadata, Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(status);
        if (metadata.Get(StatusDetailsTrailerName) is { } present)
        {
            metadata.Remove(present);
        }

        metadata.Add(StatusDetailsTrailerName, status.ToByteArray());
    }
}
