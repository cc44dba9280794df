using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Servers;

/// <summary>A resource that is a known server, and how this run provides it.</summary>
internal sealed class ServerAnnotation(IServerProgram program) : IResourceAnnotation
{
    public IServerProgram Program { get; } = program;

    /// <summary>Null until the start has looked at the machine.</summary>
    public ServerChoice? Choice { get; set; }
}
