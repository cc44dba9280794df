namespace Aspire.Hosting.ApplicationModel;

/// <summary>For whom a value is read.</summary>
public class ValueProviderContext
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext? ExecutionContext { get; init; }

    /// <summary>The resource that will use the value.</summary>
    public IResource? Caller { get; init; }

    /// <summary>Which copy of the caller, from 0; its own target ports differ from its siblings'.</summary>
    internal int Replica { get; init; }
}
