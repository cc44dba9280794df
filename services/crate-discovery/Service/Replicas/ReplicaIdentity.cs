using System.Net;
using System.Security.Cryptography;
using Ctas7.CrateDiscovery.Scanning;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Who this replica is, and where the others reach it.</summary>
public sealed class ReplicaIdentity
{
    /// <summary>
    /// The address is <see cref="DiscoveryOptions.Advertise"/>, else <c>POD_IP</c>, else the host of the first URL listened on, with <c>GRPC_PORT</c>.
    /// </summary>
    public ReplicaIdentity(IOptions<DiscoveryOptions> options, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configuration);
        Instance = $"{Environment.MachineName}-{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var port = configuration["GRPC_PORT"];
        Address = options.Value.Advertise is { Length: > 0 } given ? given
            : string.IsNullOrEmpty(port) || port == "0" ? ""
            : $"http://{Host(configuration)}:{port}";
    }

    /// <summary>Unique for this process.</summary>
    public string Instance { get; }

    /// <summary>gRPC over cleartext HTTP/2; empty when the others cannot reach this one.</summary>
    public string Address { get; }

    private static string Host(IConfiguration configuration)
    {
        if (configuration["POD_IP"] is { Length: > 0 } pod)
        {
            return pod.Contains(':', StringComparison.Ordinal) ? $"[{pod}]" : pod;
        }

        var first = (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';')[0];
        return !Uri.TryCreate(first, UriKind.Absolute, out var url) ? (first.Length == 0 ? "127.0.0.1" : Environment.MachineName)
            : url.IsLoopback ? "127.0.0.1"
            : IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) ? Environment.MachineName
            : url.Host;
    }
}
