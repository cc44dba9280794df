using System.IO.Compression;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>The bytes of an answer in one coding. Immutable.</summary>
/// <param name="Coding">The <c>Content-Encoding</c>; null for none.</param>
/// <param name="ETag">Strong, with quotes; each coding has its own (RFC 9110, 8.8.3.3).</param>
/// <param name="Body">What is sent.</param>
internal sealed record Representation(string? Coding, string ETag, ReadOnlyMemory<byte> Body)
{
    /// <summary>The same body in gzip, made on the thread pool.</summary>
    internal Task<Representation> GzipAsync(string etag)
        => Task.Run(() => new Representation("gzip", etag, Compress(inner => new GZipStream(inner, CompressionLevel.Optimal, leaveOpen: true))));

    /// <summary>The same body in brotli, made on the thread pool.</summary>
    internal Task<Representation> BrotliAsync(string etag)
        => Task.Run(() => new Representation("br", etag, Compress(inner => new BrotliStream(inner, CompressionLevel.Optimal, leaveOpen: true))));

    private byte[] Compress(Func<Stream, Stream> coder)
    {
        using var packed = new MemoryStream(Body.Length / 4);
        using (var stream = coder(packed))
        {
            stream.Write(Body.Span);
        }

        return packed.ToArray();
    }
}
