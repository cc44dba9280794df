namespace Aspire.Hosting.ApplicationModel;

/// <summary>The arguments of a process while they are being made.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    /// <summary>Strings, or values that are read at the start (<see cref="IValueProvider"/>).</summary>
    public IList<object> Args { get; } = args;

    /// <summary>Whose arguments.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Ends when the application stops.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
