using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Ctas7.Realtime.History;
using Ctas7.Realtime.Messages;

namespace Ctas7.Realtime.Connections;

/// <summary>
/// How far a client has read each of its channels. As text: <c>channel:epoch:offset</c>, several separated by commas,
/// the one that changed last first; it is what <c>since</c> and <c>Last-Event-ID</c> take. Not thread-safe.
/// </summary>
public sealed class PositionSet
{
    private readonly List<(string Channel, LogPosition Position)> _positions = [];

    /// <summary>The place in a channel; null when it is not among them.</summary>
    public LogPosition? this[string channel] => _positions.Find(item => item.Channel == channel).Position;

    /// <summary>Sets the place in a channel and puts it first.</summary>
    public void Set(string channel, LogPosition position)
    {
        if (_positions is [var first, ..] && first.Channel == channel)
        {
            _positions[0] = (channel, position);
            return;
        }

        Remove(channel);
        _positions.Insert(0, (channel, position));
    }

    /// <summary>Takes a channel out.</summary>
    public void Remove(string channel) => _positions.RemoveAll(item => item.Channel == channel);

    /// <summary>The text form, with as many whole places as fit.</summary>
    public string Format(int maxLength = int.MaxValue)
    {
        var text = new StringBuilder();
        foreach (var (channel, position) in _positions)
        {
            var one = string.Create(CultureInfo.InvariantCulture, $"{channel}:{position.Epoch}:{position.Offset}");
            if (text.Length + one.Length + 1 > maxLength)
            {
                break;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(one);
        }

        return text.ToString();
    }

    /// <summary>Reads the text form; false when it is something else. A channel may come once.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyDictionary<string, ClientPosition>? positions)
    {
        ArgumentNullException.ThrowIfNull(text);
        positions = null;
        var found = new Dictionary<string, ClientPosition>(StringComparer.Ordinal);
        foreach (var item in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (item.Split(':') is not [{ Length: > 0 } channel, var epoch, var digits]
                || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                || !found.TryAdd(channel, new ClientPosition(offset, epoch)))
            {
                return false;
            }
        }

        positions = found;
        return true;
    }
}
