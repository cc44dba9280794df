using System.Text.Json;
using Ctas7.Realtime.Messages;

namespace Ctas7.Realtime.Feeds;

/// <summary>The text that tells clients where a channel goes on.</summary>
public static class ChannelNotice
{
    /// <summary>
    /// <c>{"type":"subscribed", channel, offset, epoch, recovered, lost}</c>: the next event of the channel is the one after
    /// <paramref name="offset"/>. <paramref name="recovered"/> only when nothing is missing; <paramref name="lost"/> is the
    /// number of events that this client will not get, null when nobody can know it.
    /// </summary>
    public static byte[] Encode(string channel, string epoch, long offset, bool recovered, long? lost) =>
        JsonSerializer.SerializeToUtf8Bytes(new SubscribedMessage(channel, offset, epoch, recovered, lost), MessageJson.Default.SubscribedMessage);
}
