using System.Text;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;

namespace Ctas7.CrateDiscovery.Tests.Scanning;

public sealed class FolderWalkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_deleted_between_its_opening_and_its_listing_is_no_issue()
    {
        Directory.CreateDirectory(_folder.At("a"));
        Directory.CreateDirectory(_folder.At("b"));
        var visitor = new Visitor(relative =>
        {
            if (relative == "a")
            {
                Directory.Delete(_folder.At("a"));
            }
        });
        Walk(threads: 0).Run([], visitor, new WalkCounters(), CancellationToken.None).ShouldBe(FileError.None);
        visitor.Refusals.ShouldBeEmpty();
        visitor.Entered.ShouldBe(["", "a", "b"], ignoreOrder: true);
    }

    [Fact]
    public void A_walk_that_fails_closes_every_folder()
    {
        for (var index = 0; index < 12; index++)
        {
            Directory.CreateDirectory(_folder.At($"{index}/inner"));
        }

        for (var round = 0; round < 20; round++)
        {
            var visitor = new Visitor(relative => _ = relative.Length == 0 || relative.EndsWith('0') ? 0 : throw new InvalidOperationException("The visitor fails."));
            Should.Throw<AggregateException>(() => Walk(threads: 3).Run([], visitor, new WalkCounters(), CancellationToken.None));
        }

        Directory.GetFiles("/proc/self/fd").Select(Target).Count(path => path.StartsWith(_folder.Path, StringComparison.Ordinal)).ShouldBe(0);
    }

    /// <summary>What a descriptor stands for; it may be closed meanwhile, as other tests have theirs.</summary>
    private static string Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private FolderWalk Walk(int threads) => new(_folder.Path, new PruneRules([]), [], threads, honourGitIgnore: false);

    private sealed class Visitor(Action<string> entering) : IWalkVisitor
    {
        private readonly Lock _gate = new();

        public List<string> Entered { get; } = [];

        public List<string> Refusals { get; } = [];

        public bool Entering(OpenFile folder, ReadOnlySpan<byte> relative)
        {
            var path = Encoding.UTF8.GetString(relative);
            lock (_gate)
            {
                Entered.Add(path);
            }

            entering(path);
            return true;
        }

        public void Manifest(OpenFile folder, ReadOnlySpan<byte> relative) { }

        public void Refused(ReadOnlySpan<byte> relative, FileError error)
        {
            lock (_gate)
            {
                Refusals.Add($"{Encoding.UTF8.GetString(relative)}: {error}");
            }
        }
    }
}
