namespace Ctas7.CrateDiscovery.Api;

/// <summary>A content coding that answers are kept in (RFC 9110, 8.4.1).</summary>
internal enum ContentCoding
{
    /// <summary>As it is.</summary>
    Identity,

    /// <summary>RFC 1952.</summary>
    Gzip,

    /// <summary>RFC 7932.</summary>
    Brotli,
}
