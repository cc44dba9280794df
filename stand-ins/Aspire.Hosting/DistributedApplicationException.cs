namespace Aspire.Hosting;

/// <summary>The application cannot run as described; the message says why and what to do.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>An exception with a general message.</summary>
    public DistributedApplicationException() { }

    /// <param name="message">What is wrong and what to do.</param>
    public DistributedApplicationException(string message) : base(message) { }

    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">The cause.</param>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner) { }
}
