namespace Ctas7.Contracts.Tests;

/// <summary>Compares a contract with what was agreed: the file of its name below <c>snapshots</c>, beside these tests.</summary>
public static class Snapshot
{
    private const string AcceptVariable = "CTAS7_ACCEPT_CONTRACTS";

    /// <summary>The snapshots in the source tree.</summary>
    public static string Folder { get; } = Find();

    /// <summary>Fails with a diff when the contract is not as agreed; with the variable set, agrees to it instead.</summary>
    public static void Verify(string name, string contract)
    {
        var path = Path.Combine(Folder, name);
        var now = contract.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, now);
            return;
        }

        var agreed = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
        if (agreed != now)
        {
            Assert.Fail(agreed is null
                ? $"{name} is a new contract.\n{LineDiff.Of("", now)}\n{HowTo}"
                : $"{name} has changed.\n{LineDiff.Of(agreed, now)}\n{HowTo}");
        }
    }

    /// <summary>Fails for snapshots of contracts that are gone; with the variable set, removes them.</summary>
    public static void VerifyNoOthers(string kind, IEnumerable<string> names)
    {
        var folder = Path.Combine(Folder, kind);
        Directory.CreateDirectory(folder);
        var orphans = Directory.GetFiles(folder, "*.txt").Where(file => !names.Contains(Path.GetFileName(file))).ToList();
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            orphans.ForEach(File.Delete);
            return;
        }

        orphans.ShouldBeEmpty($"These contracts are gone, and someone may still send or expect them. {HowTo}");
    }

    private static string HowTo =>
        $"""
        Running services of the version before will meet the new form. Adding is compatible; to rename, retype or remove, add
        the new beside the old first. To agree: {AcceptVariable}=1 dotnet test tests/Contracts.Tests, and commit the changed
        files of tests/Contracts.Tests/snapshots with the contract.
        """;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ctas7.Aspire.sln")))
            {
                return Path.Combine(folder.FullName, "tests", "Contracts.Tests", "snapshots");
            }
        }

        throw new DirectoryNotFoundException($"No Ctas7.Aspire.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
