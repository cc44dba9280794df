namespace Ctas7.Gateway.Routing;

/// <summary>Endpoint metadata: what a caller must be allowed to do, as <c>resource:action</c>.</summary>
/// <param name="Pattern">With <c>{action}</c> where the method decides.</param>
public sealed record RequiredPermission(string Pattern)
{
    private const string Action = "{action}";
    private readonly string _read = Pattern.Replace(Action, "read", StringComparison.Ordinal);
    private readonly string _write = Pattern.Replace(Action, "write", StringComparison.Ordinal);

    /// <summary>The permission that a request with this method needs: <c>read</c> for GET, HEAD and OPTIONS, else <c>write</c>.</summary>
    public string For(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) ? _read : _write;
}
