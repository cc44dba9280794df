namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Hears of scans. Called on the scan's thread: be quick.</summary>
public interface IScanObserver
{
    /// <summary>A scan began.</summary>
    void Started(ScanRun scan, IReadOnlyList<string> roots);

    /// <summary>How far it is; at most twice a second.</summary>
    void Progressed(ScanRun scan);

    /// <summary>It ended.</summary>
    void Finished(ScanRun scan);
}
