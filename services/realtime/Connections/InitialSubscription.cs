using Ctas7.Realtime.Feeds;
using Ctas7.Realtime.Messages;

namespace Ctas7.Realtime.Connections;

/// <summary>What a connection has from its first moment.</summary>
/// <param name="Permitted">The channels that it may ever have.</param>
/// <param name="Chosen">The channels that it begins with.</param>
/// <param name="IsExplicit">False when the client named none: then its first <c>subscribe</c> replaces all of them.</param>
/// <param name="Since">Where to go on, for the channels that the client has read before.</param>
public sealed record InitialSubscription(
    IReadOnlyList<ChannelFeed> Permitted,
    IReadOnlyList<ChannelFeed> Chosen,
    bool IsExplicit,
    IReadOnlyDictionary<string, ClientPosition> Since);
