namespace Ctas7.CrateDiscovery.Tests.Watching.Machine;

/// <summary>What can happen.</summary>
public enum OperationKind
{
    Write,
    Break,
    WriteCargo,
    DeleteCargo,
    Delete,
    RemoveFolder,
    MoveFolder,
    Copy,
    Replace,
    LinkFolder,
    LinkManifest,
    Rights,
    RootAwayAndBack,
    Crash,
}
