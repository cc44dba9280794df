namespace Aspire.Hosting;

/// <summary>A parameter has no value.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>An exception with a general message.</summary>
    public MissingParameterValueException() { }

    /// <param name="message">What is missing and how to set it.</param>
    public MissingParameterValueException(string message) : base(message) { }

    /// <param name="message">What is missing and how to set it.</param>
    /// <param name="innerException">The cause.</param>
    public MissingParameterValueException(string message, Exception innerException) : base(message, innerException) { }
}
