using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Parameters;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Values that the one who runs the application sets.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter that the configuration must give: <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
        => Add(builder, name, secret, _ => throw Missing($"Parameters:{name}"));

    /// <summary>Adds a parameter with a value for when the configuration has no <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false)
        => Add(builder, name, secret, _ => value);

    /// <summary>Adds a parameter with a value for when the configuration has no <c>Parameters:name</c>; read once, when first needed.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
        => Add(builder, name, secret, _ => valueGetter());

    /// <summary>
    /// Adds a parameter whose value is made when the configuration has no <c>Parameters:name</c>. With <paramref name="persist"/> it is kept in
    /// the data folder, readable by its owner only, and the same in every run.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        var added = Add(builder, name, secret, made => persist
            ? KeptParameters.In(DataFolder.Of(builder)).GetOrAdd(name, made!.GetDefaultValue)
            : made!.GetDefaultValue());
        added.Resource.Default = value;
        return added;
    }

    /// <summary>Says what a parameter is for.</summary>
    public static IResourceBuilder<ParameterResource> WithDescription(this IResourceBuilder<ParameterResource> builder, string description, bool enableMarkdown = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Description = description;
        return builder;
    }

    /// <summary>Adds a connection string that the configuration must give: <c>ConnectionStrings:name</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(new ConnectionStringParameterResource(
            name, _ => builder.Configuration.GetConnectionString(name) ?? throw Missing($"ConnectionStrings:{name}"), environmentVariableName)
        { IsConnectionString = true });
    }

    private static IResourceBuilder<ParameterResource> Add(IDistributedApplicationBuilder builder, string name, bool secret, Func<ParameterDefault?, string> otherwise)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(new ParameterResource(name, made => builder.Configuration[$"Parameters:{name}"] ?? otherwise(made), secret));
    }

    private static MissingParameterValueException Missing(string key)
        => new($"The configuration has no {key}. Give it on the command line (--{key} VALUE) or in the environment ({key.Replace(":", "__", StringComparison.Ordinal)}=VALUE).");
}
