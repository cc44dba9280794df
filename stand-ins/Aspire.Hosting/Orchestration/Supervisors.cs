using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Who looks after which copy. Thread-safe.</summary>
internal sealed class Supervisors
{
    private readonly ConcurrentDictionary<string, CopySupervisor> _all = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<CopySupervisor> All => _all.Values;

    public void Add(CopySupervisor supervisor) => _all[supervisor.Copy.Id] = supervisor;

    /// <summary>Gives a resource the commands to start, stop and restart its copies.</summary>
    public void AddCommands(IResource resource)
    {
        Add(KnownResourceCommands.StartCommand, "Start", "Start it", "Play", true, IsOver, (supervisor, token) => supervisor.StartAsync(token));
        Add(KnownResourceCommands.StopCommand, "Stop", "Stop it until it is started again", "Stop", true, IsUp, (supervisor, token) => supervisor.StopAsync(token));
        Add(KnownResourceCommands.RestartCommand, "Restart", "Stop and start it", "ArrowCounterclockwise", false, IsUp, (supervisor, token) => supervisor.RestartAsync(token));

        void Add(string name, string label, string description, string icon, bool highlighted, Func<string, bool> usable, Func<CopySupervisor, CancellationToken, Task> act)
            => resource.Annotations.Add(new ResourceCommandAnnotation(
                name,
                label,
                context => usable(context.ResourceSnapshot.State?.Text ?? string.Empty) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
                async context =>
                {
                    if (!_all.TryGetValue(context.ResourceName, out var supervisor))
                    {
                        return CommandResults.Failure($"'{context.ResourceName}' is not run by this application.");
                    }

                    await act(supervisor, context.CancellationToken);
                    return CommandResults.Success();
                },
                description, null, null, icon, IconVariant.Filled, highlighted));
    }

    private static bool IsOver(string state) => state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);

    private static bool IsUp(string state)
        => state == KnownResourceStates.Running || state == KnownResourceStates.Starting || state == KnownResourceStates.Waiting || state == KnownResourceStates.RuntimeUnhealthy;
}
