namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds arguments at each start of a process.</summary>
public class CommandLineArgsCallbackAnnotation : IResourceAnnotation
{
    /// <param name="callback">Adds to the list.</param>
    public CommandLineArgsCallbackAnnotation(Action<IList<object>> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Callback = context =>
        {
            callback(context.Args);
            return Task.CompletedTask;
        };
    }

    /// <param name="callback">Adds to the context's list.</param>
    public CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback)
        => Callback = callback ?? throw new ArgumentNullException(nameof(callback));

    /// <summary>Adds to the context's list.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; }
}
