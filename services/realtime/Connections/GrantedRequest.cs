namespace Ctas7.Realtime.Connections;

/// <summary>A request that may become a connection.</summary>
/// <param name="Address">The client's address, which the place was taken for.</param>
/// <param name="Initial">What the connection begins with.</param>
public sealed record GrantedRequest(string Address, InitialSubscription Initial);
