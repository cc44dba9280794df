using System.Collections.Concurrent;
using Ctas7.Realtime.Diagnostics;
using Ctas7.Realtime.History;
using Microsoft.Extensions.Options;

namespace Ctas7.Realtime.Connections;

/// <summary>Every open connection of this replica, and who may open one more. Thread-safe.</summary>
public sealed class ConnectionRegistry
{
    private readonly EventHistory _history;
    private readonly RealtimeOptions _options;
    private readonly RealtimeMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, ClientConnection> _open = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _perAddress = new(StringComparer.Ordinal);
    private int _admitted;

    /// <summary>Makes an empty registry and the gauge of the longest backlog.</summary>
    public ConnectionRegistry(EventHistory history, IOptions<RealtimeOptions> options, RealtimeMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(metrics);
        (_history, _options, _metrics, _time) = (history, options.Value, metrics, time);
        metrics.Meter.CreateObservableGauge(
            "ctas7.realtime.backlog",
            () => _open.Values.Select(connection => connection.Backlog).DefaultIfEmpty().Max(),
            "{event}",
            "Events that wait for the slowest client");
    }

    /// <summary>The open connections; a moving picture.</summary>
    public IEnumerable<ClientConnection> Open => _open.Values;

    /// <summary>Number of open connections.</summary>
    public int Count => _open.Count;

    /// <summary>Takes a place for one connection of this address; give it back with <see cref="Release"/>.</summary>
    public Admission Admit(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        lock (_gate)
        {
            var fromHere = _perAddress.GetValueOrDefault(address);
            if (_admitted >= _options.MaxConnections)
            {
                return Admission.Full;
            }

            if (fromHere >= _options.MaxConnectionsPerAddress)
            {
                return Admission.AddressFull;
            }

            _admitted++;
            _perAddress[address] = fromHere + 1;
            return Admission.Granted;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Release(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        lock (_gate)
        {
            _admitted--;
            if (--_perAddress[address] == 0)
            {
                _perAddress.Remove(address);
            }
        }
    }

    /// <summary>A connection over this transport, listed until it has run.</summary>
    public ClientConnection Add(IClientTransport transport, InitialSubscription initial)
    {
        var connection = new ClientConnection(transport, initial, _history, _options, _metrics, _time);
        _open[connection.Id] = connection;
        return connection;
    }

    /// <summary>Takes a connection off the list.</summary>
    public void Remove(ClientConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _open.TryRemove(connection.Id, out _);
    }
}
