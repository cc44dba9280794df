using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Servers;

internal static class GivenConnection
{
    /// <summary>The connection string of a server that runs elsewhere; null for one that this run provides.</summary>
    public static string? Of(IResource resource)
        => resource.TryGetLastAnnotation<ServerAnnotation>(out var server) && server.Choice is ServerChoice.Given given ? given.ConnectionString : null;
}
