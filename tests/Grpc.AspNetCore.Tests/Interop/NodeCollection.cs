using Grpc.AspNetCore.Tests.Hosts;

namespace Grpc.AspNetCore.Tests.Interop;

/// <summary>Tests with a node process; they run one after the other.</summary>
[CollectionDefinition("node")]
public sealed class NodeCollection : ICollectionFixture<NodeInterop>;
