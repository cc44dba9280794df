namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Why a scan runs.</summary>
public enum ScanReason
{
    /// <summary>The service started.</summary>
    Start,

    /// <summary>Somebody asked for it.</summary>
    Request,

    /// <summary>Events of the disk were lost.</summary>
    Overflow,

    /// <summary>It was time, or a root changed.</summary>
    Poll,
}
