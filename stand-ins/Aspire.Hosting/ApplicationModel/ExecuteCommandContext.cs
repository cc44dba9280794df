using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command while it runs.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The copy that it is meant for.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider ServiceProvider { get; init; }

    /// <summary>Ends when the caller gives up or the application stops.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Writes to the copy's console log.</summary>
    public required ILogger Logger { get; init; }
}
