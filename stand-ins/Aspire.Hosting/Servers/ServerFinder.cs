using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Servers;

/// <summary>
/// Decides how a server is provided: a given connection string, else a program on this machine, else a container engine that
/// answers and has or can pull the image, each look bounded in time.
/// </summary>
internal sealed class ServerFinder(IConfiguration configuration)
{
    /// <exception cref="DistributedApplicationException">There is no way; one sentence says what would help.</exception>
    public async Task<ServerChoice> ChooseAsync(IResource resource, IServerProgram program, CancellationToken cancellationToken)
    {
        if (configuration.GetConnectionString(resource.Name) is { Length: > 0 } given)
        {
            return Given(resource, program, given);
        }

        var only = configuration[$"Servers:{resource.Name}"];
        if (only is null or "process" && program.Programs.Select(Executables.Find).FirstOrDefault(path => path is not null) is { } found)
        {
            return new ServerChoice.Process(found);
        }

        var image = resource.Annotations.OfType<ContainerImageAnnotation>().Last().Reference;
        if (only is null or "container")
        {
            foreach (var engine in ContainerEngine.Candidates(configuration))
            {
                if (await engine.AnswersAsync(cancellationToken) && await engine.HasOrPullsAsync(image, cancellationToken))
                {
                    return new ServerChoice.Container(engine, image);
                }
            }
        }

        throw new DistributedApplicationException(
            $"{program.Title} ('{resource.Name}') cannot be provided: this machine has no {program.Package}, and no container engine here answers with the image {image}. "
            + $"Install {program.Package}, or give ConnectionStrings:{resource.Name}.");
    }

    private static ServerChoice.Given Given(IResource resource, IServerProgram program, string connectionString)
    {
        try
        {
            program.AddressOf(connectionString);
            return new ServerChoice.Given(connectionString);
        }
        catch (FormatException failure)
        {
            throw new DistributedApplicationException($"ConnectionStrings:{resource.Name} is no connection string of {program.Title}: {failure.Message}", failure);
        }
    }
}
