using Ctas7.Testing.Suite;

// Each suite is a machine's worth of processes: two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Ctas7.Suite.Tests;

/// <summary>The tests that share one running suite. They do not depend on each other's order: each uses crates of its own name.</summary>
[CollectionDefinition(Name)]
public sealed class SuiteCollection : ICollectionFixture<SuiteUnderTest>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "the running suite";
}
