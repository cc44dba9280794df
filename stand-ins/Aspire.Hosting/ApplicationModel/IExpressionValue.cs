namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is known at run time and has a symbolic form.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider
{
}
