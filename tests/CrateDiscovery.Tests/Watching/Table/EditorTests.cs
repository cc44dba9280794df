using System.Text;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching.Table;

/// <summary>How people's programs save a manifest: it is one crate that never was broken. See <see cref="WatchTableTests"/>.</summary>
public sealed class EditorTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private DiscoveryCore _core = null!;

    private string Alpha => _folder.Manifest("alpha");

    public async Task InitializeAsync()
    {
        _folder.WriteCrate("alpha");
        _core = new DiscoveryCore(_folder.Path);
        await _core.FollowAsync();
        _core.Scan();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> WaysToSave() =>
        ["in place", "rename over", "back up by rename", "back up by copy", "truncate and append", "delete and create", "hard link", "exchange folders"];

    [Theory]
    [MemberData(nameof(WaysToSave))]
    public async Task However_it_is_saved_it_is_one_crate_that_never_was_broken(string way)
    {
        await SaveAsync(way, TempFolder.Toml("alpha", "2.0.0"));
        await SavedAsync(way);
    }

    [ProgramFact("vim")]
    public Task Vim_that_renames_the_old_file_away() => VimAsync("no");

    [ProgramFact("vim")]
    public Task Vim_that_writes_over_the_old_file() => VimAsync("yes");

    [ProgramFact("sed")]
    public async Task Sed_in_place()
    {
        Commands.Run("sed", "-i", "s/1.0.0/2.0.0/", Alpha);
        await SavedAsync("sed -i");
    }

    [ProgramFact("git")]
    public async Task A_checkout_of_another_branch()
    {
        void Git(params string[] arguments) => Commands.Run("git", ["-C", _folder.Path, "-c", "user.name=t", "-c", "user.email=t@t.example", .. arguments]);
        Git("init", "-q");
        Git("add", "alpha");
        Git("commit", "-q", "-m", "one");
        File.WriteAllText(Alpha, TempFolder.Toml("alpha", "2.0.0"));
        Git("commit", "-q", "-a", "-m", "two");
        Git("checkout", "-q", "HEAD~1");
        await _core.Crate(Alpha, crate => crate.Manifest!.Version == "1.0.0", "the older one");
        Git("checkout", "-q", "-");
        await SavedAsync("git checkout");
    }

    [Fact]
    public async Task A_half_written_manifest_that_is_whole_within_the_grace_is_no_error()
    {
        File.WriteAllText(Alpha, "[smart-crate]\nname = \"al");
        await Eventually.True(() => _core.Held.Count == 1 || _core.Crates.Single().State != CrateState.Valid, "the broken manifest is held");
        File.WriteAllText(Alpha, TempFolder.Toml("alpha", "2.0.0"));
        await SavedAsync("in two steps");
    }

    [Fact]
    public async Task A_write_that_never_closes_is_heard()
    {
        await using var stream = new FileStream(Alpha, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Encoding.UTF8.GetBytes(TempFolder.Toml("alpha", "2.0.0")));
        stream.Flush(flushToDisk: true);
        await SavedAsync("without a close");
    }

    [Fact]
    public async Task A_file_that_is_written_on_and_on_is_read_at_last()
    {
        using var stop = new CancellationTokenSource();
        await using var stream = new FileStream(Alpha, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var writing = Task.Run(async () =>
        {
            var content = Encoding.UTF8.GetBytes(TempFolder.Toml("alpha", "2.0.0"));
            while (!stop.IsCancellationRequested)
            {
                stream.Position = 0;
                stream.Write(content);
                stream.Flush();
                await Task.Yield();
            }
        });
        await _core.Crate(Alpha, crate => crate.Manifest!.Version == "2.0.0", "although it never rests");
        await stop.CancelAsync();
        await writing;
    }

    private async Task VimAsync(string backupCopy)
    {
        Commands.Run("vim", "-u", "NONE", "-es", "-c", $"set backup writebackup backupcopy={backupCopy}", "-c", "%s/1.0.0/2.0.0/", "-c", "wq", Alpha);
        await SavedAsync($"vim, backupcopy={backupCopy}");
    }

    private async Task SavedAsync(string how)
    {
        await _core.Crate(Alpha, crate => crate.Manifest?.Version == "2.0.0", how);
        await Eventually.True(() => _core.Held.Count == 0, "nothing is held");
        _core.Crates.ShouldHaveSingleItem().Id.ShouldBe(_core.Changes[0].Crate.Id);
        _core.Changes.ShouldAllBe(change => !change.IsRemoval && change.Crate.State == CrateState.Valid);
    }

    private async Task SaveAsync(string way, string content)
    {
        var beside = _folder.At("alpha/tmp");
        switch (way)
        {
            case "in place":
                File.WriteAllText(Alpha, content);
                break;
            case "rename over":
                File.WriteAllText(beside, content);
                File.Move(beside, Alpha, overwrite: true);
                break;
            case "back up by rename":
                File.Move(Alpha, Alpha + "~");
                File.WriteAllText(Alpha, content);
                File.Delete(Alpha + "~");
                break;
            case "back up by copy":
                File.Copy(Alpha, Alpha + "~");
                File.WriteAllText(Alpha, content);
                File.Delete(Alpha + "~");
                break;
            case "truncate and append":
                File.WriteAllText(Alpha, "");
                foreach (var line in content.Split('\n'))
                {
                    File.AppendAllText(Alpha, line + "\n");
                }

                break;
            case "delete and create":
                File.Delete(Alpha);
                File.WriteAllText(Alpha, content);
                break;
            case "exchange folders":
                _folder.Write("target/alpha", content);
                Directory.Move(_folder.At("alpha"), _folder.At("target/old"));
                Directory.Move(_folder.At("target/alpha"), _folder.At("alpha"));
                break;
            default:
                File.WriteAllText(beside, content);
                File.Delete(Alpha);
                await SpecialFiles.HardLinkAsync(beside, Alpha);
                break;
        }
    }
}
