namespace Ctas7.Realtime.Connections;

/// <summary>Whether one more connection is taken.</summary>
public enum Admission
{
    /// <summary>Yes; the place is taken.</summary>
    Granted,

    /// <summary>No: this replica has as many as it may.</summary>
    Full,

    /// <summary>No: this address has as many as it may.</summary>
    AddressFull,
}
