namespace Ctas7.Toml.Parsing;

/// <summary>A key as it stands in the document: its text's range and hash, and where to point to.</summary>
internal readonly record struct KeyText(int Text, int Length, uint Hash, bool Quoted);
