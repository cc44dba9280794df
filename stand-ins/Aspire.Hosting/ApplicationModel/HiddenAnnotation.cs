namespace Aspire.Hosting.ApplicationModel;

/// <summary>The dashboard lists the resource only when asked for hidden ones.</summary>
internal sealed class HiddenAnnotation : IResourceAnnotation
{
}
