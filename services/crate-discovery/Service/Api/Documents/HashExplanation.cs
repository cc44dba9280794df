namespace Ctas7.CrateDiscovery.Api.Documents;

/// <summary>How a trivariate hash comes about, for the OpenAPI document.</summary>
/// <param name="Name">The crate.</param>
/// <param name="TrivariateHash">The 48 characters.</param>
/// <param name="TextForm">triv:SCH_CUID_UUID.</param>
/// <param name="ContentHash">SHA-256 of the manifest, lower hex.</param>
/// <param name="Source">The definition.</param>
/// <param name="Algorithm">The hash of each part.</param>
/// <param name="Radix">How many different digits there are.</param>
/// <param name="Alphabet">The digits 0 to radix - 1.</param>
/// <param name="Key">What is hashed as the key.</param>
/// <param name="Data">What is hashed as the data.</param>
/// <param name="DataBytes">How long the data is.</param>
/// <param name="Parts">sch, cuid and uuid.</param>
internal sealed record HashExplanation(
    string Name,
    string TrivariateHash,
    string TextForm,
    string ContentHash,
    string Source,
    string Algorithm,
    int Radix,
    string Alphabet,
    string Key,
    string Data,
    int DataBytes,
    IReadOnlyList<HashExplanation.HashPart> Parts)
{
    /// <summary>One of the three parts.</summary>
    /// <param name="Part">sch, cuid or uuid.</param>
    /// <param name="Seed">Seed of the hash, hexadecimal.</param>
    /// <param name="Input">The text that is hashed, or that stands before the data.</param>
    /// <param name="FollowedByData">The data is hashed after the text.</param>
    /// <param name="H1">The hash, 16 hexadecimal digits.</param>
    /// <param name="Digits">The hash as 16 digits of the alphabet.</param>
    /// <param name="DigitValues">The same digits as numbers.</param>
    internal sealed record HashPart(string Part, string Seed, string Input, bool FollowedByData, string H1, string Digits, IReadOnlyList<int> DigitValues);
}
