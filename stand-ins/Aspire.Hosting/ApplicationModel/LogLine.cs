namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of a console log.</summary>
/// <param name="LineNumber">Counted from 1 over the whole run.</param>
/// <param name="Content">Starts with the time (RFC 3339) where it is known.</param>
/// <param name="IsErrorMessage">Whether it came from standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
