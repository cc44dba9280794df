namespace Aspire.Hosting.ApplicationModel;

/// <summary>Changes a resource's urls once its endpoints have addresses.</summary>
public sealed class ResourceUrlsCallbackAnnotation : IResourceAnnotation
{
    /// <param name="callback">Changes the list in place.</param>
    public ResourceUrlsCallbackAnnotation(Action<ResourceUrlsCallbackContext> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Callback = context =>
        {
            callback(context);
            return Task.CompletedTask;
        };
    }

    /// <param name="callback">Changes the list in place.</param>
    public ResourceUrlsCallbackAnnotation(Func<ResourceUrlsCallbackContext, Task> callback)
        => Callback = callback ?? throw new ArgumentNullException(nameof(callback));

    /// <summary>Changes the list in place.</summary>
    public Func<ResourceUrlsCallbackContext, Task> Callback { get; }
}
