using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ctas7.Realtime.History;

namespace Ctas7.Realtime.Diagnostics;

/// <summary>The service's own figures (meter <c>Ctas7.Realtime</c>) and its activity source of the same name. Thread-safe.</summary>
public sealed class RealtimeMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Ctas7.Realtime";

    private readonly Counter<long> _appended;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _fenced;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _deliveredBytes;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _refused;
    private readonly UpDownCounter<long> _connections;

    /// <param name="meters">Makes the meter.</param>
    public RealtimeMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        Meter = meters.Create(Name);
        _appended = Meter.CreateCounter<long>("ctas7.realtime.events.appended", "{event}", "Events appended to the history by this replica");
        _duplicates = Meter.CreateCounter<long>("ctas7.realtime.events.duplicates", "{event}", "Bus messages dropped because their event was in the history already");
        _fenced = Meter.CreateCounter<long>("ctas7.realtime.events.fenced", "{event}", "Bus messages dropped because their publisher had lost its lease");
        _lag = Meter.CreateHistogram<double>("ctas7.realtime.lag", "ms", "Time from the fact to its broadcast on this replica");
        _deliveries = Meter.CreateCounter<long>("ctas7.realtime.deliveries", "{delivery}", "Events written to clients");
        _deliveredBytes = Meter.CreateCounter<long>("ctas7.realtime.delivered", "By", "Bytes of events written to clients");
        _closed = Meter.CreateCounter<long>("ctas7.realtime.closed", "{connection}", "Connections that ended, by reason");
        _refused = Meter.CreateCounter<long>("ctas7.realtime.refused", "{connection}", "Connections refused, by reason");
        _connections = Meter.CreateUpDownCounter<long>("ctas7.realtime.connections", "{connection}", "Open connections");
    }

    /// <summary>Spans of appends and broadcasts; part of the publisher's trace.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>The meter, for figures that are observed.</summary>
    public Meter Meter { get; }

    /// <summary>A bus message was handled.</summary>
    public void Handled(string channel, AppendOutcome outcome)
    {
        var counter = outcome switch
        {
            AppendOutcome.Appended => _appended,
            AppendOutcome.Fenced => _fenced,
            _ => _duplicates,
        };
        counter.Add(1, Of("channel", channel));
    }

    /// <summary>An event reached this replica's clients' feed.</summary>
    public void Broadcast(string channel, TimeSpan lag) => _lag.Record(lag.TotalMilliseconds, Of("channel", channel));

    /// <summary>Events were written to one client.</summary>
    public void Delivered(string transport, long events, long bytes)
    {
        _deliveries.Add(events, Of("transport", transport));
        _deliveredBytes.Add(bytes, Of("transport", transport));
    }

    /// <summary>A connection began.</summary>
    public void Opened(string transport) => _connections.Add(1, Of("transport", transport));

    /// <summary>A connection ended.</summary>
    public void Closed(string transport, string reason)
    {
        _connections.Add(-1, Of("transport", transport));
        _closed.Add(1, Of("transport", transport), Of("reason", reason));
    }

    /// <summary>A connection was refused.</summary>
    public void Refused(string reason) => _refused.Add(1, Of("reason", reason));

    private static KeyValuePair<string, object?> Of(string name, string value) => new(name, value);
}
