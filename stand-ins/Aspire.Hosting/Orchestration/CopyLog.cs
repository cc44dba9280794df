using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>What the runtime says in the console log of a copy.</summary>
internal static partial class CopyLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended unexpectedly ({Reason}); starting it again in {Seconds:0.##} s.")]
    public static partial void LogRestart(this ILogger logger, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Ended {Times} times in a row; it is not started again until the start command.")]
    public static partial void LogGivenUp(this ILogger logger, int times);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not be started.")]
    public static partial void LogFault(this ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Running as process {Pid}.")]
    public static partial void LogRunning(this ILogger logger, int pid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Did not stop in time and was killed.")]
    public static partial void LogKilled(this ILogger logger);
}
