using System.Globalization;

namespace Ctas7.CrateDiscovery.Validation;

/// <summary>The ports that the kernel gives to outgoing connections (ip(7), <c>ip_local_port_range</c>).</summary>
/// <param name="First">Lowest.</param>
/// <param name="Last">Highest.</param>
internal readonly record struct EphemeralPorts(int First, int Last)
{
    private const string RangeFile = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>Those of this machine; the kernel's default where they cannot be read.</summary>
    internal static EphemeralPorts Here()
    {
        try
        {
            var parts = File.ReadAllText(RangeFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return new EphemeralPorts(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return new EphemeralPorts(32768, 60999);
        }
    }

    /// <summary>Whether the kernel may give it away.</summary>
    internal bool Contains(int port) => port >= First && port <= Last;
}
