using Ctas7.Realtime.Connections;
using Microsoft.Extensions.Options;

namespace Ctas7.Realtime.WebSockets;

/// <summary>What the WebSocket routes need.</summary>
/// <param name="Requests">Judges a request.</param>
/// <param name="Connections">Lists the connections.</param>
/// <param name="Options">Limits and times.</param>
/// <param name="Time">The clock.</param>
internal sealed record WebSocketServices(ConnectionRequests Requests, ConnectionRegistry Connections, IOptions<RealtimeOptions> Options, TimeProvider Time);
