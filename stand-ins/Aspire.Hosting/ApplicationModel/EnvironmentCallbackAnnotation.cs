namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds environment variables at each start of a process.</summary>
public class EnvironmentCallbackAnnotation : IResourceAnnotation
{
    /// <param name="callback">Adds to the context's variables.</param>
    public EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Callback = context =>
        {
            callback(context);
            return Task.CompletedTask;
        };
    }

    /// <param name="callback">Adds to the context's variables.</param>
    public EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback)
        => Callback = callback ?? throw new ArgumentNullException(nameof(callback));

    /// <summary>Adds to the context's variables.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; }
}
