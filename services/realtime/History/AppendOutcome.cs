namespace Ctas7.Realtime.History;

/// <summary>What became of an append; the numbers are those of the script.</summary>
public enum AppendOutcome
{
    /// <summary>The event had been appended before.</summary>
    Duplicate = 0,

    /// <summary>The event is in the history.</summary>
    Appended = 1,

    /// <summary>Another replica is writing the channel now; nothing was changed.</summary>
    AnotherWrites = 2,

    /// <summary>Its publisher had lost its lease to one whose events are in the history; nothing was changed.</summary>
    Fenced = 3,
}
