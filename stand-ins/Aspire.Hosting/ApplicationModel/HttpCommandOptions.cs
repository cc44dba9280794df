namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command that is an HTTP request.</summary>
public class HttpCommandOptions : CommandOptions
{
    /// <summary>POST when not given.</summary>
    public HttpMethod? Method { get; set; }

    /// <summary>Changes the request before it is sent.</summary>
    public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }
}
