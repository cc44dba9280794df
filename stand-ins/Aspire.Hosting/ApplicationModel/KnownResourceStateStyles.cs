namespace Aspire.Hosting.ApplicationModel;

/// <summary>The colours of states.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Something is wrong.</summary>
    public static readonly string Error = "error";

    /// <summary>Neither good nor bad.</summary>
    public static readonly string Info = "info";

    /// <summary>All is well.</summary>
    public static readonly string Success = "success";

    /// <summary>Needs attention.</summary>
    public static readonly string Warn = "warn";
}
