using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The runtime's own words in a resource's console log, marked so that nobody takes them for the process's.</summary>
internal sealed class ConsoleLogWriter(ConsoleLog log) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            log.Add($"{time} [app host] {formatter(state, exception)}{(exception is null ? string.Empty : $": {exception.Message}")}", logLevel >= LogLevel.Error);
        }
    }
}
