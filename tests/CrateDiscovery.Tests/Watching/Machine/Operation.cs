namespace Ctas7.CrateDiscovery.Tests.Watching.Machine;

/// <summary>One thing that happens to a disk, or to the service.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">The folder it happens in.</param>
/// <param name="To">The other folder, where there is one.</param>
/// <param name="Version">What is written.</param>
public sealed record Operation(OperationKind Kind, string At, string To, int Version)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        OperationKind.Write => $"write n{Version} to {At}",
        OperationKind.Break => $"write garbage {Version} to {At}",
        OperationKind.WriteCargo => $"write Cargo.toml {Version} to {At}",
        OperationKind.DeleteCargo => $"delete Cargo.toml in {At}",
        OperationKind.Delete => $"delete the manifest in {At}",
        OperationKind.RemoveFolder => $"remove folder {At}",
        OperationKind.MoveFolder => $"move folder {At} to {To}",
        OperationKind.Copy => $"copy the manifest of {At} to {To}",
        OperationKind.Replace => $"rename the manifest of {At} over the one of {To}",
        OperationKind.LinkFolder => $"link {To} to folder {At}",
        OperationKind.LinkManifest => $"make the manifest of {To} a link to that of {At}",
        OperationKind.Rights => $"take the rights to {At} and give them back",
        OperationKind.RootAwayAndBack => "rename the root away and back",
        _ => "kill the service and start it again",
    };
}
