namespace Aspire.Hosting.ApplicationModel;

/// <summary>A parameter's value when the configuration has none.</summary>
public abstract class ParameterDefault
{
    /// <summary>A value; a generated one differs at every call.</summary>
    public abstract string GetDefaultValue();
}
