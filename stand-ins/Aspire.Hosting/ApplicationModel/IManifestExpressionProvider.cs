namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that has a symbolic form, such as <c>{redis.bindings.tcp.port}</c>.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The symbolic form.</summary>
    string ValueExpression { get; }
}
