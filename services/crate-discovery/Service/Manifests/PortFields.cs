using System.Collections.Immutable;
using System.Globalization;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>The places where a manifest names ports, and what it says of their roles.</summary>
internal static class PortFields
{
    /// <summary>Most ports of one table or array; those after it are left out. Nobody listens on so many, and each is compared with those of other crates.</summary>
    internal const int MostPorts = 4096;

    /// <summary><c>[ports]</c>: whole numbers 0..65535.</summary>
    internal static ImmutableArray<KeyValuePair<string, int>> Ports(FieldReader reader)
    {
        var ports = ImmutableArray.CreateBuilder<KeyValuePair<string, int>>();
        foreach (var entry in reader.Section("ports"))
        {
            if (!entry.Value.TryGetInt64(out var port))
            {
                reader.WrongType(entry, $"[ports].{entry.Key}", "a whole number");
            }
            else if (InRange(reader, port, $"[ports].{entry.Key}", entry.Value.Position))
            {
                if (IsFull(reader, ports.Count, "[ports]", entry.KeyPosition))
                {
                    break;
                }

                ports.Add(new(entry.Key, (int)port));
            }
        }

        return ports.ToImmutable();
    }

    /// <summary><c>[service].ports</c> (strings or numbers) and <c>[network].port</c>.</summary>
    internal static ImmutableArray<int> ServicePorts(FieldReader reader, TomlTable service)
    {
        var ports = ImmutableArray.CreateBuilder<int>();
        if (service.TryGetEntry("ports", out var entry))
        {
            if (entry.Value.TryGetArray(out var array))
            {
                foreach (var element in array)
                {
                    if (IsFull(reader, ports.Count, "[service].ports", element.Position))
                    {
                        break;
                    }

                    Add(reader, ports, element, "[service].ports");
                }
            }
            else
            {
                reader.WrongType(entry, "[service].ports", "an array");
            }
        }

        if (reader.Section("network").TryGetValue("port", out var port))
        {
            Add(reader, ports, port, "[network].port");
        }

        return ports.ToImmutable();
    }

    /// <summary><c>[network].port</c> alone, where it is a port.</summary>
    internal static int? NetworkPort(FieldReader reader)
        => reader.Table("network").TryGetValue("port", out var value) && TryNumber(value, out var port) && port is >= 0 and <= 65535 ? (int)port : null;

    /// <summary><c>[port_roles]</c>: <c>binding</c> or <c>reference</c>.</summary>
    internal static ImmutableArray<KeyValuePair<string, PortRole>> Roles(FieldReader reader)
    {
        var roles = ImmutableArray.CreateBuilder<KeyValuePair<string, PortRole>>();
        foreach (var entry in reader.Section("port_roles"))
        {
            switch (entry.Value.TryGetString(out var word) ? word : null)
            {
                case "binding":
                    roles.Add(new(entry.Key, PortRole.Binding));
                    break;
                case "reference":
                    roles.Add(new(entry.Key, PortRole.Reference));
                    break;
                case null:
                    reader.WrongType(entry, $"[port_roles].{entry.Key}", "a string");
                    break;
                default:
                    reader.Note(
                        IssueSeverity.Warning, IssueCodes.UnknownWord, $"[port_roles].{entry.Key} is neither \"binding\" nor \"reference\"; it is left out.", entry.Value.Position);
                    break;
            }
        }

        return roles.ToImmutable();
    }

    private static void Add(FieldReader reader, ImmutableArray<int>.Builder ports, TomlValue value, string what)
    {
        if (!TryNumber(value, out var port))
        {
            reader.Note(IssueSeverity.Warning, IssueCodes.WrongType, $"{what} names something that is no port; it is left out.", value.Position);
        }
        else if (InRange(reader, port, what, value.Position))
        {
            ports.Add((int)port);
        }
    }

    private static bool IsFull(FieldReader reader, int count, string what, TomlPosition position)
    {
        if (count < MostPorts)
        {
            return false;
        }

        reader.Note(IssueSeverity.Warning, IssueCodes.TooManyPorts, $"{what} names more than {MostPorts} ports; those from here on are left out.", position);
        return true;
    }

    private static bool TryNumber(TomlValue value, out long number)
        => value.TryGetInt64(out number) || (value.TryGetString(out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number));

    private static bool InRange(FieldReader reader, long port, string what, TomlPosition position)
    {
        if (port is >= 0 and <= 65535)
        {
            return true;
        }

        reader.Note(IssueSeverity.Warning, IssueCodes.PortOutOfRange, $"{what} is {port}; ports are 0 to 65535. It is left out.", position);
        return false;
    }
}
