namespace Aspire.Hosting.Dcp;

internal sealed record DcpMetadata(string Name)
{
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
