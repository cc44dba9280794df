using Google.Protobuf.WellKnownTypes;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>Times as they are stored.</summary>
internal static class StoredTime
{
    internal static Timestamp? Write(DateTimeOffset? time) => time is { } known ? Timestamp.FromDateTimeOffset(known) : null;

    /// <summary>A time, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">No time between the years 1 and 9999.</exception>
    internal static DateTimeOffset? Read(Timestamp? stored)
    {
        try
        {
            return stored?.ToDateTimeOffset();
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"A stored time is none: {failure.Message}", failure);
        }
    }

    /// <summary>A time, or the begin of Unix time where there is none.</summary>
    internal static DateTimeOffset ReadOrStart(Timestamp? stored)
    {
        try
        {
            return Read(stored) ?? DateTimeOffset.UnixEpoch;
        }
        catch (InvalidDataException)
        {
            return DateTimeOffset.UnixEpoch;
        }
    }

    /// <summary>A time that must be there.</summary>
    /// <exception cref="InvalidDataException">It is not, or is no time.</exception>
    internal static DateTimeOffset ReadRequired(Timestamp? stored) => Read(stored) ?? throw new InvalidDataException("A stored time is missing.");
}
