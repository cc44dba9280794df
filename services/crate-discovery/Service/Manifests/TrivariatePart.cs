namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>One of the three parts of a trivariate hash, and how it came about.</summary>
/// <param name="Name"><c>sch</c>, <c>cuid</c> or <c>uuid</c>.</param>
/// <param name="Seed">Seed of the hash.</param>
/// <param name="Input">The text that is hashed, or that stands before the data.</param>
/// <param name="IsFollowedByData">The data is hashed after the text.</param>
/// <param name="Hash">murmur3_x64_128, h1.</param>
/// <param name="Digits">The hash as 16 base-96 digits.</param>
public readonly record struct TrivariatePart(string Name, uint Seed, string Input, bool IsFollowedByData, ulong Hash, string Digits);
