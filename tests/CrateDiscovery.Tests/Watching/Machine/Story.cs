using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.CrateDiscovery.Tests.Watching.Machine;

/// <summary>Operations in their order; a failed one is shrunk to the few that matter and printed as a numbered list.</summary>
public sealed record Story(IReadOnlyList<Operation> Steps)
{
    private static readonly string[] Folders = ["a", "b", "a/c", "b/d", "a/c/e", "target", "a/target/f"];

    /// <summary>Stories of the given kinds; those named more than once happen more often.</summary>
    public static Arbitrary<Story> Of(params OperationKind[] kinds)
        => Arb.From(Step(kinds).ListOf().Select(steps => new Story([.. steps])), Shorter);

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Steps.Select((step, index) => $"\n  {index + 1}. {step}"));

    private static Gen<Operation> Step(OperationKind[] kinds)
        => from kind in Gen.Elements(kinds)
           from at in Gen.Elements(Folders)
           from to in Gen.Elements(Folders)
           from version in Gen.Choose(1, 3)
           select new Operation(kind, at, to, version);

    /// <summary>Without a half, a quarter … one of its steps.</summary>
    private static IEnumerable<Story> Shorter(Story story)
    {
        for (var size = (story.Steps.Count + 1) / 2; size >= 1; size /= 2)
        {
            for (var from = 0; from < story.Steps.Count; from += size)
            {
                yield return new Story([.. story.Steps.Take(from), .. story.Steps.Skip(from + size)]);
            }
        }
    }
}
