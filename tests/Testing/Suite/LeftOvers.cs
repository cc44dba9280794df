namespace Ctas7.Testing.Suite;

/// <summary>Finds every process that descends from one start of the suite, by a mark in the environment that all of them inherit.</summary>
public sealed class LeftOvers(string mark)
{
    /// <summary>The environment variable that carries the mark.</summary>
    public const string Variable = "CTAS7_SUITE_MARK";

    /// <summary>Process id and command line of each living process with the mark.</summary>
    public IReadOnlyList<string> Find()
    {
        var wanted = $"{Variable}={mark}";
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                // A zombie has no environment any more, so only living processes are found.
                if (File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Contains(wanted))
                {
                    var command = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
                    found.Add($"{Path.GetFileName(folder)} {command[..Math.Min(command.Length, 160)]}");
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended between the listing and the look.
            }
        }

        return found;
    }
}
