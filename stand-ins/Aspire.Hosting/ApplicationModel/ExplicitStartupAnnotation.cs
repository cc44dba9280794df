namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource starts only by command.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation
{
}
