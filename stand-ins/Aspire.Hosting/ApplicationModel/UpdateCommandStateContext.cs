namespace Aspire.Hosting.ApplicationModel;

/// <summary>Decides whether a command can be used now.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>What is known of the copy.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider ServiceProvider { get; init; }
}
