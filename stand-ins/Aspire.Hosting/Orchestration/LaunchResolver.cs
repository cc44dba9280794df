using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Projects;
using Aspire.Hosting.Servers;

namespace Aspire.Hosting.Orchestration;

/// <summary>Works out program, arguments and environment of a copy, anew at each start.</summary>
internal sealed class LaunchResolver(RunSettings settings, DistributedApplicationExecutionContext execution, ResourceLoggerService loggers, DashboardEndpoints dashboard)
{
    /// <exception cref="DistributedApplicationException">Something it needs is missing.</exception>
    public async Task<CopyLaunch> ResolveAsync(ResourceCopy copy, CancellationToken cancellationToken)
    {
        var program = await ProgramAsync(copy, cancellationToken);
        var context = new ValueProviderContext { Caller = copy.Resource, Replica = copy.Replica, ExecutionContext = execution };
        var variables = new Dictionary<string, string>(program.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in await VariablesAsync(copy, context, cancellationToken))
        {
            variables[name] = value;
        }

        var arguments = program.Arguments.Concat(await ArgumentsAsync(copy, context, cancellationToken)).ToList();
        var spec = new ExecutableSpec
        {
            ExecutablePath = program.Program,
            WorkingDirectory = program.WorkingDirectory,
            Args = arguments,
            Env = [.. variables.Select(variable => new DcpVariable(variable.Key, variable.Value)), new(RunMark.Run, settings.RunId), new(RunMark.Copy, MarkOf(copy))],
        };
        return new(spec, [.. variables.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, true))], Properties(copy, spec));
    }

    /// <summary>The mark of everything that a copy starts.</summary>
    public string MarkOf(ResourceCopy copy) => $"{settings.RunId}/{copy.Id}";

    /// <summary>The name of a copy's container; unique on the machine.</summary>
    public string ContainerOf(ResourceCopy copy) => $"{copy.Id}-{settings.RunId[..8]}";

    private async Task<ServerLaunch> ProgramAsync(ResourceCopy copy, CancellationToken cancellationToken)
    {
        if (copy.Resource.TryGetLastAnnotation<ServerAnnotation>(out var server))
        {
            var data = ServerDataFolder.Of(copy.Resource, settings.DataFolder);
            return server.Choice switch
            {
                ServerChoice.Process process => await server.Program.AsProcessAsync(process.Program, data, cancellationToken),
                ServerChoice.Container container =>
                    await server.Program.AsContainerAsync(container.Engine, container.Image, ContainerOf(copy), data, cancellationToken),
                _ => throw new DistributedApplicationException($"'{copy.Resource.Name}' runs elsewhere and cannot be started here."),
            };
        }

        return copy.Resource switch
        {
            ProjectResource project => Project(project),
            ExecutableResource executable => Executable(executable),
            _ => throw new DistributedApplicationException($"This runtime cannot run '{copy.Resource.Name}': {copy.Resource.GetType().Name} is neither a project, an executable nor a known server."),
        };
    }

    private ServerLaunch Project(ProjectResource project)
    {
        var file = BuiltProject.FileOf(project.Name, project.GetProjectMetadata().ProjectPath);
        var assembly = BuiltProject.AssemblyOf(project.Name, file, settings.BuildConfiguration);
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet" ? own : Executables.Find("dotnet")
            ?? throw new DistributedApplicationException("The program 'dotnet' is not in PATH.");
        return new(dotnet, ["exec", assembly], new Dictionary<string, string>(), Path.GetDirectoryName(file)!);
    }

    private static ServerLaunch Executable(ExecutableResource executable)
    {
        var command = executable.Command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(executable.Command, executable.WorkingDirectory) : executable.Command;
        var program = Executables.Find(command)
            ?? throw new DistributedApplicationException($"Program '{executable.Command}' of '{executable.Name}' is not on this machine.");
        return new(program, [], new Dictionary<string, string>(), executable.WorkingDirectory);
    }

    private async Task<Dictionary<string, string>> VariablesAsync(ResourceCopy copy, ValueProviderContext context, CancellationToken cancellationToken)
    {
        var made = new EnvironmentCallbackContext(execution, copy.Resource, cancellationToken: cancellationToken) { Logger = loggers.GetLogger(copy.Id) };
        if (copy.Resource is ProjectResource || copy.Resource.HasAnnotationOfType<OtlpExporterAnnotation>())
        {
            OtlpEnvironment.Apply(made.EnvironmentVariables, copy, settings, dashboard);
        }

        foreach (var callback in copy.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(made);
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in made.EnvironmentVariables)
        {
            if (await TextAsync(value, context, cancellationToken) is { } text)
            {
                values[name] = text;
            }
        }

        return values;
    }

    private static async Task<List<string>> ArgumentsAsync(ResourceCopy copy, ValueProviderContext context, CancellationToken cancellationToken)
    {
        var made = new CommandLineArgsCallbackContext([], copy.Resource, cancellationToken);
        foreach (var callback in copy.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(made);
        }

        var values = new List<string>();
        foreach (var argument in made.Args)
        {
            values.Add(await TextAsync(argument, context, cancellationToken) ?? string.Empty);
        }

        return values;
    }

    private static async ValueTask<string?> TextAsync(object value, ValueProviderContext context, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(context, cancellationToken),
        IValueProvider provider => await provider.GetValueAsync(context, cancellationToken),
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static ImmutableArray<ResourcePropertySnapshot> Properties(ResourceCopy copy, ExecutableSpec spec)
    {
        List<ResourcePropertySnapshot> properties =
        [
            new("executable.path", spec.ExecutablePath),
            new("executable.workDir", spec.WorkingDirectory),
            new("executable.args", spec.Args),
        ];
        if (copy.Resource is ProjectResource project)
        {
            properties.Add(new("project.path", project.GetProjectMetadata().ProjectPath));
        }

        if (copy.Resource.TryGetLastAnnotation<ServerAnnotation>(out var server) && server.Choice is ServerChoice.Container container)
        {
            properties.Add(new("container.image", container.Image));
        }

        return [.. properties];
    }
}
