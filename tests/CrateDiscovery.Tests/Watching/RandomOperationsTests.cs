using System.Text;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;
using Ctas7.Toml;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.CrateDiscovery.Tests.Watching;

/// <summary>Whatever happens on the disk, in the end the registry says what a plain look at the disk says.</summary>
public sealed class RandomOperationsTests
{
    private static readonly string[] Folders = ["a", "b", "a/c", "b/d", "a/c/e", "target", "a/target/f"];
    private static readonly ManifestParser Parser = new(TomlVersion.Toml10);

    [Fact]
    public void Scans_arrive_at_what_lies_on_the_disk()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(15), Prop.ForAll(Operations().ListOf().ListOf().ToArbitrary(), rounds => RunAsync(rounds, follow: false).GetAwaiter().GetResult()));

    [Fact]
    public void Following_arrives_at_what_lies_on_the_disk()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(15), Prop.ForAll(Operations().ListOf().ToArbitrary(), round => RunAsync([round], follow: true).GetAwaiter().GetResult()));

    private static Gen<Operation> Operations()
        => from kind in Gen.Elements("write", "write", "break", "delete", "remove folder", "move folder", "copy", "replace")
           from at in Gen.Elements(Folders)
           from to in Gen.Elements(Folders)
           from version in Gen.Choose(1, 3)
           select new Operation(kind, at, to, version);

    private static async Task RunAsync(IEnumerable<IEnumerable<Operation>> rounds, bool follow)
    {
        using var folder = new TempFolder();
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [folder.Path], Grace = TimeSpan.FromMilliseconds(40), RemovalHold = TimeSpan.Zero });
        if (follow)
        {
            await core.FollowAsync();
            core.Scan();
        }

        foreach (var round in rounds)
        {
            foreach (var operation in round)
            {
                Do(folder, operation);
            }

            if (!follow)
            {
                await core.ScanAndSettleAsync();
                Seen(core).ShouldBe(OnDisk(folder));
            }
        }

        var expected = OnDisk(folder);
        await Eventually.True(() => Seen(core).SequenceEqual(expected), $"the registry says\n{string.Join('\n', expected)}\nafter\n{string.Join('\n', rounds.SelectMany(round => round))}");
        core.Changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, core.Changes.Count).Select(revision => (long)revision));
        core.Crates.Select(crate => crate.Id).Distinct().Count().ShouldBe(core.Crates.Count);
    }

    private static void Do(TempFolder folder, Operation operation)
    {
        var (at, to) = (folder.At(operation.At), folder.At(operation.To));
        try
        {
            switch (operation.Kind)
            {
                case "write":
                    folder.Write(operation.At, TempFolder.Toml($"n{operation.Version}", $"{operation.Version}.0.0"));
                    break;
                case "break":
                    folder.Write(operation.At, $"broken {operation.Version}");
                    break;
                case "delete":
                    File.Delete(folder.Manifest(operation.At));
                    break;
                case "remove folder":
                    Directory.Delete(at, recursive: true);
                    break;
                case "move folder":
                    Directory.Move(at, to);
                    break;
                case "copy":
                    Directory.CreateDirectory(to);
                    File.Copy(folder.Manifest(operation.At), folder.Manifest(operation.To), overwrite: true);
                    break;
                default:
                    File.Move(folder.Manifest(operation.At), folder.Manifest(operation.To), overwrite: true);
                    break;
            }
        }
        catch (IOException)
        {
            // The operation does not fit the disk as it is by now: nothing happened.
        }
    }

    /// <summary>A crate that was never readable and one that is not readable now look the same on a disk.</summary>
    private static List<string> Seen(DiscoveryCore core)
        => [.. core.Crates.Select(crate => $"{crate.Path} {(crate.State == CrateState.Valid ? crate.Manifest!.Name + crate.Manifest.Version : "broken")}")];

    private static List<string> OnDisk(TempFolder folder)
        => [.. Directory.EnumerateFiles(folder.Path, "smart-crate.toml", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/target/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {Describe(path)}")];

    private static string Describe(string path)
        => Parser.Parse(path, Encoding.UTF8.GetBytes(File.ReadAllText(path)), "", out _) is { } manifest ? manifest.Name + manifest.Version : "broken";

    private sealed record Operation(string Kind, string At, string To, int Version);
}
