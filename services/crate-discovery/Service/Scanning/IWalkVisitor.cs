using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>What a walk meets. Called from several threads at once; folders are relative to the root, UTF-8.</summary>
internal interface IWalkVisitor
{
    /// <summary>A folder is about to be listed; what changes in it from here on is for a watch to see.</summary>
    /// <returns>False leaves it out with all below it: it is no longer there.</returns>
    bool Entering(OpenFile folder, ReadOnlySpan<byte> relative);

    /// <summary>The folder holds something named as a manifest.</summary>
    void Manifest(OpenFile folder, ReadOnlySpan<byte> relative);

    /// <summary>A folder cannot be opened or listed, or (with <see cref="FileError.None"/>) its name is not UTF-8.</summary>
    void Refused(ReadOnlySpan<byte> relative, FileError error);
}
