namespace Aspire.Hosting.Servers;

/// <summary>How a run provides a server, best first.</summary>
internal abstract record ServerChoice
{
    /// <summary>It runs elsewhere; the configuration says where.</summary>
    internal sealed record Given(string ConnectionString) : ServerChoice;

    /// <summary>The machine has the program.</summary>
    internal sealed record Process(string Program) : ServerChoice;

    /// <summary>A container engine has the image.</summary>
    internal sealed record Container(ContainerEngine Engine, string Image) : ServerChoice;
}
