using System.Net;
using System.Net.Sockets;

namespace Ctas7.Testing;

/// <summary>Ports of the loopback interface that nothing listens on.</summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Each process walks the range from a place of its own and never gives a port twice: between the probe here and the
    // bind in a test, another test of the same process would otherwise be given the same port now and then.
    private static int _next = Random.Shared.Next(Count);

    /// <summary>
    /// <paramref name="count"/> distinct free TCP ports, 20000 to 31999: below the kernel's ephemeral range, so that no
    /// outgoing connection takes one between this call and the bind. Thread-safe. Another process may still take one meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">The whole range is taken.</exception>
    public static int[] Take(int count = 1)
    {
        var ports = new List<int>(count);
        for (var attempt = 0; ports.Count < count && attempt < Count; attempt++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (IsFree(port))
            {
                ports.Add(port);
            }
        }

        return ports.Count == count ? [.. ports] : throw new InvalidOperationException($"Found no {count} free loopback ports between {First} and {First + Count - 1}.");
    }

    /// <summary>One free TCP port.</summary>
    public static int One() => Take()[0];

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
