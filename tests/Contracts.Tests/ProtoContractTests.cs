namespace Ctas7.Contracts.Tests;

public sealed class ProtoContractTests
{
    public static TheoryData<string> Files => [.. ProtoFile.All.Select(file => file.Name)];

    [Fact]
    public void There_is_a_file_for_every_proto_of_the_tree()
    {
        var contracts = Path.Combine(Snapshot.Folder, "..", "..", "..", "services", "contracts");
        ProtoFile.All.Count().ShouldBe(Directory.GetFiles(contracts, "*.proto", SearchOption.AllDirectories).Length);
    }

    [Theory, MemberData(nameof(Files))]
    public void A_proto_is_as_agreed(string name) =>
        Snapshot.Verify($"proto/{SnapshotName(name)}", ProtoFile.Describe(ProtoFile.All.Single(file => file.Name == name)));

    [Fact]
    public void No_proto_has_gone() => Snapshot.VerifyNoOthers("proto", ProtoFile.All.Select(file => SnapshotName(file.Name)));

    private static string SnapshotName(string proto) => $"{Path.GetFileNameWithoutExtension(proto)}.txt";
}
