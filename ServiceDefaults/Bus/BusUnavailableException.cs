namespace Ctas7.ServiceDefaults.Bus;

/// <summary>The broker did not take a message in time; retryable.</summary>
public sealed class BusUnavailableException(string message, Exception inner) : Exception(message, inner);
