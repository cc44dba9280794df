using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>A message encoding. Thread-safe.</summary>
public interface ICompressionProvider
{
    /// <summary>The name in <c>grpc-encoding</c>.</summary>
    string EncodingName { get; }

    /// <summary>A stream that writes compressed bytes to another, which it leaves open.</summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>A stream that reads plain bytes from a compressed one, which it leaves open.</summary>
    Stream CreateDecompressionStream(Stream stream);
}
