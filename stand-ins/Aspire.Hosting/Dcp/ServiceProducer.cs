namespace Aspire.Hosting.Dcp;

/// <summary>Tells DCP that a process serves a service on a port.</summary>
internal sealed record ServiceProducer(string ServiceName, string Address, int Port);
