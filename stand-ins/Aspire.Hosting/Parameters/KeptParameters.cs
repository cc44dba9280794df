using System.Collections.Concurrent;
using System.Text.Json;

namespace Aspire.Hosting.Parameters;

/// <summary>Generated values in <c>parameters.json</c> of the data folder, mode 0600. Thread-safe within one app host; the data folder has one at a time.</summary>
internal sealed class KeptParameters
{
    private static readonly ConcurrentDictionary<string, KeptParameters> Files = new(StringComparer.Ordinal);

    private readonly Lock _lock = new();
    private readonly string _path;

    private KeptParameters(string folder) => _path = Path.Combine(folder, "parameters.json");

    public static KeptParameters In(string folder) => Files.GetOrAdd(folder, static path => new(path));

    /// <summary>The kept value of a name; <paramref name="make"/> gives it the first time.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read or written.</exception>
    public string GetOrAdd(string name, Func<string> make)
    {
        lock (_lock)
        {
            try
            {
                var kept = File.Exists(_path) ? JsonSerializer.Deserialize(File.ReadAllBytes(_path), KeptParametersJson.Default.DictionaryStringString) ?? [] : [];
                if (!kept.TryGetValue(name, out var value))
                {
                    kept[name] = value = make();
                    Write(kept);
                }

                return value;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
            {
                throw new DistributedApplicationException($"The kept parameters in {_path} cannot be used: {failure.Message} Repair or remove the file.", failure);
            }
        }
    }

    private void Write(Dictionary<string, string> kept)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var next = $"{_path}.next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, kept, KeptParametersJson.Default.DictionaryStringString);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }
}
