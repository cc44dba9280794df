namespace Aspire.Hosting.Dcp;

internal sealed record DcpVariable(string Name, string Value);
