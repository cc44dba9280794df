namespace Aspire.Hosting.ApplicationModel;

/// <summary>Another resource's connection string.</summary>
public class ConnectionStringReference(IResourceWithConnectionString resource, bool optional) : IExpressionValue, IValueWithReferences
{
    /// <summary>Whose.</summary>
    public IResourceWithConnectionString Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>Whether the user of it can do without.</summary>
    public bool Optional { get; } = optional;

    string IManifestExpressionProvider.ValueExpression => Resource.ValueExpression;

    IEnumerable<object> IValueWithReferences.References => [Resource];

    /// <exception cref="DistributedApplicationException">It is needed and there is none.</exception>
    async ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken)
    {
        var value = await Resource.GetConnectionStringAsync(cancellationToken);
        return !string.IsNullOrEmpty(value) || Optional ? value : throw new DistributedApplicationException(
            $"Resource '{Resource.Name}' has no connection string. Set ConnectionStrings:{Resource.Name} (environment: ConnectionStrings__{Resource.Name}).");
    }
}
