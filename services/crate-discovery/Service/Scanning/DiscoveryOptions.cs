using System.ComponentModel.DataAnnotations;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Configuration section <c>Discovery</c>.</summary>
public sealed class DiscoveryOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Discovery";

    /// <summary>
    /// Folders in which manifests are looked for. A relative one is relative to the working directory. Crates of a root that is no longer among
    /// them are removed at the next start, without <see cref="Grace"/> and <see cref="RemovalHold"/>.
    /// </summary>
    public IList<string> Roots { get; init; } = [];

    /// <summary>
    /// Folders that are not entered, besides the usual ones (<see cref="PruneRules.Usual"/>): a pattern without a slash
    /// matches a folder's name, one with a slash its path below the root. <c>*</c> and <c>?</c> stay within one name, <c>**</c> does not.
    /// <c>/build</c> is the one directly below the root, <c>build/</c> any. Crates in a folder that is left out from now on are removed by the next scan,
    /// without <see cref="Grace"/> and <see cref="RemovalHold"/>.
    /// </summary>
    public IList<string> Prune { get; init; } = [];

    /// <summary>
    /// True leaves out what a <c>.gitignore</c> at or below a root ignores, as git would; git's other lists (<c>.git/info/exclude</c>, the user's own)
    /// and those above the root do not count, nor do files above 1 MiB and patterns after the first 4,096 of a file. Crates that are ignored from now on are removed by the next scan, without <see cref="Grace"/> and
    /// <see cref="RemovalHold"/>.
    /// </summary>
    public bool HonourGitIgnore { get; init; }

    /// <summary>The TOML edition of manifests: <c>1.0</c> or <c>1.1</c>.</summary>
    [RegularExpression(@"^1\.[01]$", ErrorMessage = "Discovery:Toml is 1.0 or 1.1.")]
    public string Toml { get; init; } = "1.0";

    /// <summary>False polls instead of watching, for file systems that report no changes (NFS, some container mounts).</summary>
    public bool Watch { get; init; } = true;

    /// <summary>Most folders to watch; 0 leaves it to the kernel's own limit (<c>fs.inotify.max_user_watches</c>).</summary>
    [Range(0, 100_000_000)]
    public int WatchBudget { get; init; }

    /// <summary>Time between scans while something is not watched.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between the scans that make sure even when everything is watched; zero switches them off.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan RescanInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a manifest may be broken or absent before anybody hears of it: editors write in several steps.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long crates are kept as <c>missing</c> that look lost rather than removed: the root is empty, or ten or more and half of its
    /// crates are gone at once. Zero removes them like others. Crates whose root or file system is away are kept without an end.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan RemovalHold { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many folders are read at once; 0 is one per processor, at most 8.</summary>
    [Range(0, 64)]
    public int WalkThreads { get; init; }

    /// <summary>Redis key of the hash that remembers what was announced.</summary>
    [Required]
    public string LedgerKey { get; init; } = "{ctas7:crates}:announced";

    /// <summary>Where other replicas reach this one by gRPC, such as <c>http://10.1.2.3:5001</c>; empty works it out from <c>POD_IP</c> or the URLs listened on.</summary>
    [Url]
    public string? Advertise { get; init; }
}
