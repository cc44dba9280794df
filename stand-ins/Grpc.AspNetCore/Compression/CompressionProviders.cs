using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Grpc.Protocol;

namespace Grpc.Net.Compression;

/// <summary>The encodings that one side understands. Immutable.</summary>
internal sealed class CompressionProviders
{
    private readonly Dictionary<string, ICompressionProvider> _byName = new(StringComparer.Ordinal);

    /// <summary>gzip and deflate, and the given ones, which win over those.</summary>
    public CompressionProviders(IEnumerable<ICompressionProvider> more)
    {
        ICompressionProvider[] own = [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)];
        foreach (var provider in own.Concat(more))
        {
            _byName[provider.EncodingName] = provider;
        }

        AcceptEncoding = string.Join(',', _byName.Keys.Prepend(WireNames.Identity));
    }

    /// <summary>The value of <c>grpc-accept-encoding</c>.</summary>
    public string AcceptEncoding { get; }

    /// <summary>The provider of an encoding.</summary>
    public bool TryGet(string encoding, [NotNullWhen(true)] out ICompressionProvider? provider) => _byName.TryGetValue(encoding, out provider);

    /// <summary>Whether a received <c>grpc-accept-encoding</c> lists an encoding.</summary>
    public static bool Lists(string? acceptEncoding, string encoding)
    {
        foreach (var range in acceptEncoding.AsSpan().Split(','))
        {
            if (acceptEncoding.AsSpan(range).Trim().SequenceEqual(encoding))
            {
                return true;
            }
        }

        return false;
    }
}
