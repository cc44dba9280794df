using Ctas7.ServiceDefaults.Hosting;

namespace Ctas7.ServiceDefaults.Bus;

/// <summary>The parts of an AMQP URI (RabbitMQ URI specification).</summary>
internal sealed record BrokerAddress(string Host, ushort Port, string VirtualHost, string User, string Password, bool Tls)
{
    /// <exception cref="InvalidConfigurationException">Absent or no AMQP URI.</exception>
    public static BrokerAddress Parse(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
        {
            // The text may hold a password, so it is not repeated.
            throw new InvalidConfigurationException(
                "The bus needs the connection string 'rabbitmq' (ConnectionStrings__rabbitmq) as amqp://user:password@host:port/virtual-host.");
        }

        var tls = uri.Scheme == "amqps";
        var account = uri.UserInfo.Split(':', 2);
        return new BrokerAddress(
            uri.Host,
            (ushort)(uri.IsDefaultPort || uri.Port < 0 ? tls ? 5671 : 5672 : uri.Port),
            uri.AbsolutePath is "/" or "" ? "/" : Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            account[0].Length == 0 ? "guest" : Uri.UnescapeDataString(account[0]),
            account.Length < 2 ? "guest" : Uri.UnescapeDataString(account[1]),
            tls);
    }
}
