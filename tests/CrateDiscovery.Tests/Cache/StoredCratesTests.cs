using System.Text;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.Toml;
using CrateRegistry = Ctas7.CrateDiscovery.Registry.CrateRegistry;
using Issue = Ctas7.CrateDiscovery.Manifests.ManifestIssue;

namespace Ctas7.CrateDiscovery.Tests.Cache;

/// <summary>What is stored of a crate is all there is of it.</summary>
public sealed class StoredCratesTests
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero).AddTicks(1234567);
    private static readonly ManifestParser Parser = new(TomlVersion.Toml10);

    // What belongs to one process, or follows from the rest.
    private static readonly string[] NotStored = [nameof(CrateRecord.Sequence), nameof(CrateRecord.Json), nameof(CrateRecord.Manifest)];

    [Fact]
    public void Every_property_of_a_crate_comes_back()
    {
        var crate = Full();
        foreach (var property in typeof(CrateRecord).GetProperties().Where(property => property.CanWrite && !NotStored.Contains(property.Name)))
        {
            Text(property.GetValue(crate)).ShouldNotBe(Text(property.GetValue(Bare())), $"this test gives {property.Name} a value of its own");
        }

        var back = StoredCrates.Read(StoredCrate.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(StoredCrates.Write(crate))), Parser);

        foreach (var property in typeof(CrateRecord).GetProperties().Where(property => property.CanWrite && !NotStored.Contains(property.Name)))
        {
            Text(property.GetValue(back)).ShouldBe(Text(property.GetValue(crate)), property.Name);
        }

        back.Sequence.ShouldBe(0);
        back.Manifest!.Source.ToArray().ShouldBe(crate.Manifest!.Source.ToArray());
        Encoding.UTF8.GetString(back.Json.Span).ShouldBe(Encoding.UTF8.GetString(CrateJson.Write(crate)));
    }

    [Fact]
    public void A_crate_without_anything_optional_comes_back_without_it()
    {
        var back = StoredCrates.Read(StoredCrates.Write(Bare()), Parser);
        (back.Manifest, back.StaleSince, back.File, back.Modified, back.Stamp, back.Cargo).ShouldBe((null, null, null, null, null, null));
        Text(back with { Json = default }).ShouldBe(Text(Bare()));
    }

    [Fact]
    public void The_number_of_a_file_system_of_another_boot_or_host_means_nothing_here()
    {
        var stored = StoredCrates.Write(Full());
        StoredCrates.Read(stored, Parser).FileSystem.ShouldBe(Full().FileSystem);
        stored.FileSystemScope++;
        StoredCrates.Read(stored, Parser).FileSystem.ShouldBeNull();
        stored.ClearFileSystem();
        StoredCrates.Read(stored, Parser).FileSystem.ShouldBeNull();
    }

    [Fact]
    public void A_removed_crate_comes_back()
    {
        var crate = new RemovedCrate(Guid.CreateVersion7(), "a", "/r/a/smart-crate.toml", "/r", Time, Full().History);
        Text(StoredCrates.Read(StoredCrates.Write(crate))).ShouldBe(Text(crate));
    }

    [Fact]
    public void What_is_not_understood_is_said_and_not_guessed()
    {
        var state = StoredCrates.Write(Bare());
        state.State = "enlightened";
        Should.Throw<InvalidDataException>(() => StoredCrates.Read(state, Parser)).Message.ShouldContain("enlightened");
        var id = StoredCrates.Write(Bare());
        id.Id = Google.Protobuf.ByteString.CopyFrom(1, 2);
        Should.Throw<InvalidDataException>(() => StoredCrates.Read(id, Parser));
        var manifest = StoredCrates.Write(Bare());
        manifest.Manifest = Google.Protobuf.ByteString.CopyFromUtf8("[broken");
        Should.Throw<InvalidDataException>(() => StoredCrates.Read(manifest, Parser));
    }

    [Fact]
    public void A_crate_of_the_leader_that_is_not_understood_is_an_invalid_crate_of_the_copy_and_the_others_are_as_they_are()
    {
        var odd = StoredCrates.Write(Full());
        var other = Bare() with { Id = Guid.CreateVersion7(), Path = "/r/other/smart-crate.toml" };
        odd.State = "enlightened";
        odd.UpdatedAt.Seconds = long.MaxValue;
        var registry = new CrateRegistry(TimeProvider.System);
        var copy = new RegistryCopy(registry, Parser);
        var position = new RegistryPosition { Epoch = "leader", Revision = 9 };

        copy.Take(new RegistryNews { Position = position, Reset = new Reset() }).ShouldBeTrue();
        copy.Take(new RegistryNews { Position = position, Upsert = odd }).ShouldBeTrue();
        copy.Take(new RegistryNews { Position = position, Upsert = StoredCrates.Write(other) }).ShouldBeTrue();
        copy.Take(new RegistryNews { Position = position, Synced = new Synced() }).ShouldBeTrue();

        registry.Current.Revision.ShouldBe(9);
        registry.Current.Find(other.Id).ShouldNotBeNull();
        var marked = registry.Current.ByPath[odd.Path];
        marked.State.ShouldBe(CrateState.Invalid);
        marked.ReadingIssues.Single().Code.ShouldBe(IssueCodes.RecordUnreadable);
        marked.ReadingIssues.Single().Message.ShouldContain("enlightened");
    }

    private static CrateRecord Full()
    {
        var source = Encoding.UTF8.GetBytes("[smart-crate]\nname = \"ä\"\nversion = \"1.0.0\"\n");
        var manifest = Parser.Parse("/r/a/smart-crate.toml", source, "00", out _)!;
        var file = new FileIdentity(1, 2, 3);
        var stamp = new FileStamp(5, 6, 7, file, Doubtful: true);
        var issue = new Issue(IssueSeverity.Warning, "code", "message", "/r/a/smart-crate.toml", 3, 4);
        return Bare() with
        {
            Id = Guid.CreateVersion7(),
            Root = "/r",
            Path = "/r/a/smart-crate.toml",
            State = CrateState.Stale,
            Manifest = manifest,
            ReadingIssues = [issue],
            Duplicates = ["/r/a/smart-crate.toml", "/r/b/smart-crate.toml"],
            DiscoveredAt = Time,
            UpdatedAt = Time.AddTicks(1),
            StaleSince = Time.AddTicks(2),
            MissingSince = Time.AddTicks(4),
            RemovalDue = Time.AddTicks(5),
            FileSystem = 0,
            Revision = 42,
            File = file,
            Modified = Time.AddTicks(3),
            Stamp = stamp,
            Cargo = new CargoFile("package", [new CargoPathDependency("key", "name", "../x")], stamp) { Issues = [issue] },
            ContentHash = "ff",
            History =
            [
                new CrateHistoryEntry(Time, 41, CrateChangeKind.Moved, ReadingCause.MovedIn, "/r/a/smart-crate.toml", "/r/z/smart-crate.toml", "ee", "0.9.0", [new FieldChange("version", "\"1\"", null)]),
                new CrateHistoryEntry(Time, 42, CrateChangeKind.Invalid, ReadingCause.Written, "/r/a/smart-crate.toml", null, "ff", "1.0.0", []),
            ],
        };
    }

    private static CrateRecord Bare() => new()
    {
        Id = Guid.Parse("01234567-89ab-7def-8123-456789abcdef"),
        Root = "/other",
        Path = "/other/smart-crate.toml",
        State = CrateState.Invalid,
        DiscoveredAt = Time.AddDays(-1),
        UpdatedAt = Time.AddDays(-1),
        Revision = 1,
        Sequence = 0,
        ContentHash = "",
    };

    /// <summary>A record with all that is in it, arrays by their elements.</summary>
    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        DateTimeOffset time => time.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture),
        System.Collections.IEnumerable many => $"[{string.Join(", ", many.Cast<object>().Select(Text))}]",
        _ when value.GetType() is { IsPrimitive: false, IsEnum: false } type && type.Namespace!.StartsWith("Ctas7", StringComparison.Ordinal)
            => $"{{{string.Join(", ", type.GetProperties().Where(property => property.CanWrite).Select(property => $"{property.Name}: {Text(property.GetValue(value))}"))}}}",
        _ => value.ToString()!,
    };
}
