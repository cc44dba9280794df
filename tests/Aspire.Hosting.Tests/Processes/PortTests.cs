using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Processes;
using Ctas7.Testing;

namespace Aspire.Hosting.Tests.Processes;

public sealed class PortTests
{
    [Fact]
    public void Two_app_hosts_never_lease_the_same_port()
    {
        using var one = new PortLeases();
        using var two = new PortLeases();
        var ports = Enumerable.Range(0, 200).AsParallel().Select(i => (i % 2 == 0 ? one : two).Take()).ToList();
        ports.ShouldBeUnique();
        ports.ShouldAllBe(port => port < 32_768 && PortLeases.IsFree(port));
    }

    [Fact]
    public void The_owner_of_a_port_is_found_whichever_address_it_listens_on()
    {
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.Any })
        {
            using var listener = new TcpListener(address, FreePorts.One());
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            PortLeases.IsFree(port).ShouldBeFalse();
            PortOwner.Find(port)!.ProcessId.ShouldBe(Environment.ProcessId);
        }

        PortOwner.Find(FreePorts.One()).ShouldBeNull();
    }
}
