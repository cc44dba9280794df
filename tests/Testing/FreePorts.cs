using System.Net;
using System.Net.Sockets;

namespace Ctas7.Testing;

/// <summary>Ports of the loopback interface that nothing listens on.</summary>
public static class FreePorts
{
    /// <summary>
    /// <paramref name="count"/> distinct free TCP ports below the kernel's ephemeral range, so that no outgoing
    /// connection takes one between this call and the bind. Thread-safe; also across test processes, as far as a probe can tell.
    /// </summary>
    public static int[] Take(int count = 1)
    {
        var held = new List<TcpListener>(count);
        try
        {
            for (var attempt = 0; held.Count < count && attempt < 2_000; attempt++)
            {
                var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
                try
                {
                    listener.ExclusiveAddressUse = true;
                    listener.Start();
                    held.Add(listener);
                }
                catch (SocketException)
                {
                    listener.Dispose();
                }
            }

            return held.Count == count
                ? [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)]
                : throw new InvalidOperationException($"Found no {count} free loopback ports between 20000 and 31999.");
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }

    /// <summary>One free TCP port.</summary>
    public static int One() => Take()[0];
}
