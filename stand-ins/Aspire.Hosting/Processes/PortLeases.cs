using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Free loopback ports below the kernel's ephemeral range, each leased for as long as this object lives by a lock file that every
/// app host of this user respects, so that two that start together do not choose the same one. Thread-safe.
/// </summary>
internal sealed class PortLeases : IDisposable
{
    private const int First = 10_240;
    private const int Last = 14_999;

    private readonly Lock _lock = new();
    private readonly List<FileStream> _held = [];
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"aspire-ports-{Environment.UserName}");

    /// <summary>Leases one.</summary>
    /// <exception cref="DistributedApplicationException">None is free.</exception>
    public int Take()
    {
        Directory.CreateDirectory(_folder);
        lock (_lock)
        {
            for (var attempt = 0; attempt < 2_000; attempt++)
            {
                var port = Random.Shared.Next(First, Last + 1);
                if (TryHold(port) is not { } held)
                {
                    continue;
                }

                if (IsFree(port))
                {
                    _held.Add(held);
                    return port;
                }

                held.Dispose();
            }
        }

        throw new DistributedApplicationException($"No loopback port between {First} and {Last} is free.");
    }

    /// <summary>Whether nothing uses a loopback port.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _held.ForEach(held => held.Dispose());
            _held.Clear();
        }
    }

    private FileStream? TryHold(int port)
    {
        try
        {
            return new FileStream(Path.Combine(_folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
