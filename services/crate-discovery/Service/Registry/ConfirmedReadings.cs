namespace Ctas7.CrateDiscovery.Registry;

/// <summary>
/// Readings that found a crate exactly as it is known: they make no record, but an absence that was read before them and arrives later must not
/// remove the crate. At most one per known path.
/// </summary>
internal sealed class ConfirmedReadings
{
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);

    internal void Add(string path, long sequence) => _sequences[path] = sequence;

    internal void Clear() => _sequences.Clear();

    internal void Forget(string path) => _sequences.Remove(path);

    /// <summary>The sequence up to which the record at this path is known to be right.</summary>
    internal long UpTo(CrateRecord crate) => Math.Max(crate.Sequence, _sequences.GetValueOrDefault(crate.Path));
}
