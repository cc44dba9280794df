using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>One header or trailer: a key with text, or a key ending in <c>-bin</c> with bytes. Immutable.</summary>
    public class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>A binary entry; the bytes are copied.</summary>
        /// <exception cref="ArgumentException">A key outside <c>[a-z0-9_.-]</c>, or one that does not end in <c>-bin</c>.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normal(key);
            if (!HasBinarySuffix(Key))
            {
                throw new ArgumentException($"Bytes need a key that ends in '{BinaryHeaderSuffix}'; '{key}' does not.", nameof(key));
            }

            _bytes = [.. valueBytes];
        }

        /// <summary>A text entry.</summary>
        /// <exception cref="ArgumentException">A key outside <c>[a-z0-9_.-]</c>, or one that ends in <c>-bin</c>.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normal(key);
            if (HasBinarySuffix(Key))
            {
                throw new ArgumentException($"A key that ends in '{BinaryHeaderSuffix}' needs bytes; '{key}' has text.", nameof(key));
            }

            _text = value;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>A copy of the bytes; for a text entry the text as ASCII.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : [.. _bytes];

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"The entry '{Key}' is binary: read ValueBytes.");

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => _text is null;

        /// <summary>The value as it travels in a header: the text itself, or base64 without padding (gRPC over HTTP/2, Binary-Header).</summary>
        internal string WireValue => _text ?? Convert.ToBase64String(_bytes!).TrimEnd('=');

        /// <inheritdoc/>
        public override string ToString() =>
            IsBinary ? $"[Entry: key={Key}, valueBytes={_bytes!.Length} bytes]" : $"[Entry: key={Key}, value={_text}]";

        internal static bool HasBinarySuffix(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        /// <summary>Whether a received header's name can be a key; letters of both cases count.</summary>
        internal static bool IsKey(string name) => IsNormal(name) || IsNormal(name.ToLowerInvariant());

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string Normal(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            var normal = IsNormal(key) ? key : key.ToLowerInvariant();
            return IsNormal(normal)
                ? normal
                : throw new ArgumentException(
                    $"'{key}' is not a metadata key: use lower-case letters, digits, underscores, hyphens and dots.", nameof(key));
        }

        private static bool IsNormal(string key) => key.Length > 0 && !key.AsSpan().ContainsAnyExcept(KeyCharacters);
    }
}
