namespace Aspire.Hosting.Dcp;

/// <summary>A port on which DCP listens and passes connections on to the running producers.</summary>
internal sealed record ServiceSpec(string Address, int Port, string Protocol = "TCP");
