using Ctas7.CrateDiscovery.GitIgnore;

namespace Ctas7.CrateDiscovery.Scanning;
/// <summary>A folder that a walk still has to list.</summary>
/// <param name="Parent">The open folder that holds it; null when it is to be opened from the root.</param>
/// <param name="Path">Its path below the root, UTF-8, with a zero byte at the end.</param>
/// <param name="NameAt">Where its name begins in the path.</param>
/// <param name="Ignores">What the folders above it leave out.</param>
internal readonly record struct WalkItem(WalkFolder? Parent, byte[] Path, int NameAt, GitIgnores? Ignores)
{
    /// <summary>The path without its zero byte.</summary>
    internal ReadOnlySpan<byte> Relative => Path.AsSpan(0, Path.Length - 1);

    /// <summary>The name with its zero byte.</summary>
    internal ReadOnlySpan<byte> TerminatedName => Path.AsSpan(NameAt);
}
