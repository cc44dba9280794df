namespace Aspire.Hosting.ApplicationModel;

/// <summary>What happens to an annotation of the same type that is already there.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>Both stay.</summary>
    Append = 0,

    /// <summary>The new one replaces every other of its type.</summary>
    Replace = 1,
}
