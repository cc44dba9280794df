using System.Diagnostics;
using System.Text;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.GitIgnore;
using Ctas7.CrateDiscovery.Tests.Hosts;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.CrateDiscovery.Tests.GitIgnore;

/// <summary>Every answer is held to git's own, over a tree of files with awkward names.</summary>
public sealed class GitIgnoresTests : IDisposable
{
    private static readonly string[] Folders = ["a", "foo", "ab", "a b", "#x"];
    private static readonly string[] Files = ["a", "foo", "foo.txt", "b.txt", "#x", "!b", "end ", "é", "]", "[a", "a\\b", "-", "Z9"];

    // Pieces of names, as they stand in patterns.
    private static readonly string[] Pieces =
        ["a", "b", "ab", "foo", ".txt", "*", "?", "[ab]", "[!a]", "[^f]", "[a-f]", "[]]", "[a", "\\*", "\\#", "#", "!", " ", "\\ ", "é", "[[:alpha:]]", "[[:digit:]Z]", "]", "\\", "-", "x"];

    private readonly TempFolder _folder = new();
    private readonly List<(string Path, bool IsFolder)> _paths = [];

    public GitIgnoresTests()
    {
        foreach (var parent in Folders.SelectMany(first => Folders.Select(second => $"{first}/{second}")).Concat(Folders).Append(""))
        {
            Directory.CreateDirectory(_folder.At(parent));
            _paths.Add((parent, true));
            foreach (var file in Files.Where(file => parent.Contains('/', StringComparison.Ordinal) || !Folders.Contains(file)))
            {
                File.WriteAllText(_folder.At(Path.Combine(parent, file)), "");
                _paths.Add((Path.Combine(parent, file), false));
            }
        }

        _paths.RemoveAll(entry => entry.Path.Length == 0);
        Git("init -q", "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("foo", null)]
    [InlineData("/foo", null)]
    [InlineData("foo/", null)]
    [InlineData("a/foo", null)]
    [InlineData("a/**", null)]
    [InlineData("a/**\n!a/foo", null)]
    [InlineData("**/foo/", null)]
    [InlineData("a/**/foo.txt", null)]
    [InlineData("**/a/b.txt", null)]
    [InlineData("/*\n!/foo\n/foo/*\n!/foo/a", null)]
    [InlineData("*.txt\n!foo.txt", "!b.txt\nfoo.txt")]
    [InlineData("a/", "!foo")]
    [InlineData("\\#x\n\\!b", null)]
    [InlineData("#x\n\n   \nend\\ ", null)]
    [InlineData("end   \nfoo \r\nb.txt\r", null)]
    [InlineData("\uFEFFfoo\n", null)]
    [InlineData("?\n!é", null)]
    [InlineData("??", null)]
    [InlineData("a\\\\b\n\\]\n\\[a", null)]
    [InlineData("[[:upper:]][0-9]\n[b-a].txt\n[!a-c]", null)]
    [InlineData("[z-a]\n[\\]]\n[a/]b", null)]
    [InlineData("foo\\\n/\n!\n//foo\nfoo//", null)]
    [InlineData("**", "!**")]
    [InlineData("/**/", "!b.txt")]
    [InlineData("a*/foo\n*/*/a", null)]
    public void Patterns_mean_what_they_mean_to_git(string root, string? nested) => Ours(root, nested).ShouldBe(Theirs(root, nested));

    [Fact]
    public void Patterns_end_at_a_number()
    {
        var many = string.Concat(Enumerable.Range(0, GitIgnoreFile.MostPatterns - 1).Select(number => $"n{number}\n"));
        var file = GitIgnoreFile.Parse(Encoding.UTF8.GetBytes($"{many}last\nbeyond\n"));
        file.Decide([], "last", isFolder: false).ShouldBe(true);
        file.Decide([], "beyond", isFolder: false).ShouldBeNull();
    }

    [Fact]
    public void Any_patterns_mean_what_they_mean_to_git()
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(120),
            Prop.ForAll(Lines().ToArbitrary(), Lines().ToArbitrary(), (root, nested) =>
            {
                var (ours, theirs) = (Ours(root, nested), Theirs(root, nested));
                ours.ShouldBe(theirs, $"root: {root}\nfoo: {nested}");
            }));

    [Fact]
    public void A_pattern_made_to_take_long_takes_no_time()
    {
        var file = GitIgnoreFile.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a*", 60)) + "b\n" + string.Concat(Enumerable.Repeat("**/a*/", 40)) + "c"));
        file.Decide("a/a/a/a"u8, new string('a', 250), isFolder: true).ShouldBeNull();
    }

    [Fact]
    public async Task A_linked_or_piped_or_huge_file_is_none()
    {
        using var other = new TempFolder();
        foreach (var name in new[] { "link", "pipe", "huge", "good" })
        {
            Directory.CreateDirectory(other.At(name));
        }

        File.WriteAllText(other.At("good/.gitignore"), "x");
        File.CreateSymbolicLink(other.At("link/.gitignore"), other.At("good/.gitignore"));
        await SpecialFiles.PipeAsync(other.At("pipe/.gitignore"));
        File.WriteAllText(other.At("huge/.gitignore"), "x\n" + new string('#', GitIgnoreFile.MaxBytes));
        OpenFile.Root(other.Path, out var root).ShouldBe(FileError.None);
        using (root)
        {
            foreach (var (name, isIgnored) in new[] { ("link", false), ("pipe", false), ("huge", false), ("good", true) })
            {
                GitIgnores.IgnoresPath(root, Encoding.UTF8.GetBytes($"{name}/x"), isFolder: false).ShouldBe(isIgnored, name);
            }
        }
    }

    private static Gen<string> Lines()
    {
        // Two stars after a letter mean different things to different versions of git, so that names have single ones.
        var name = Gen.Elements(Pieces).ArrayOf(2).Or(Gen.Elements(Pieces).ArrayOf(1)).Select(pieces => string.Concat(pieces).Replace("**", "*", StringComparison.Ordinal));
        var segment = Gen.Frequency((5, name), (1, Gen.Constant("**")), (1, Gen.Elements(Folders)), (1, Gen.Elements(Files)));
        var path = Gen.Frequency((3, segment.ArrayOf(1)), (2, segment.ArrayOf(2)), (1, segment.ArrayOf(3))).Select(segments => string.Join('/', segments));
        var line = from start in Gen.Elements("", "", "!", "/", "!/") from text in path from end in Gen.Elements("", "", "/", " ", "/**") select start + text + end;
        return Gen.Choose(0, 4).SelectMany(count => line.ArrayOf(count)).Select(lines => string.Join('\n', lines));
    }

    private string Ours(string root, string? nested)
    {
        Write(root, nested);
        OpenFile.Root(_folder.Path, out var folder).ShouldBe(FileError.None);
        using (folder)
        {
            return string.Join('\n', _paths.Where(entry => GitIgnores.IgnoresPath(folder, Encoding.UTF8.GetBytes(entry.Path), entry.IsFolder)).Select(entry => entry.Path));
        }
    }

    private string Theirs(string root, string? nested)
    {
        Write(root, nested);
        return string.Join('\n', Git("check-ignore --no-index -z --stdin", string.Concat(_paths.Select(entry => entry.Path + "\0"))).Split('\0', StringSplitOptions.RemoveEmptyEntries));
    }

    private void Write(string root, string? nested)
    {
        File.WriteAllText(_folder.At(".gitignore"), root);
        File.WriteAllText(_folder.At("foo/.gitignore"), nested ?? "");
    }

    private string Git(string arguments, string input)
    {
        var start = new ProcessStartInfo("git", $"-c core.excludesFile=/dev/null -c core.quotePath=false {arguments}")
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEndAsync();
        git.StandardInput.Write(input);
        git.StandardInput.Close();
        git.WaitForExit();
        git.ExitCode.ShouldBeLessThan(2, "git says 0 or 1, as something is ignored or not");
        return output.Result;
    }
}
