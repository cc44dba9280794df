using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.V1;
using Aspire.Hosting.Orchestration;
using Grpc.Core;

namespace Aspire.Hosting.Dashboard;

/// <summary>Answers the dashboard: what there is, what it writes, and what should be done with it.</summary>
internal sealed class ResourceService(
    RunSettings settings, ResourceNotificationService notifications, ResourceLoggerService loggers, ResourceCommandService commands)
    : DashboardService.DashboardServiceBase
{
    private const int LinesInAMessage = 500;

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context)
        => Task.FromResult(new ApplicationInformationResponse { ApplicationName = settings.ApplicationName });

    public override async Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context)
    {
        // Everything first; the changes after that may repeat one of them, which is harmless.
        var initial = new InitialResourceData();
        initial.Resources.Add(notifications.Current().Select(ResourceMessages.Of));
        await responseStream.WriteAsync(new() { InitialData = initial }, context.CancellationToken);
        await UntilCancelledAsync(context, async () =>
        {
            await foreach (var change in notifications.WatchAsync(context.CancellationToken))
            {
                var changes = new WatchResourcesChanges();
                changes.Value.Add(new WatchResourcesChange { Upsert = ResourceMessages.Of(change) });
                await responseStream.WriteAsync(new() { Changes = changes }, context.CancellationToken);
            }
        });
    }

    public override async Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        if (!notifications.TryGetCurrentState(request.ResourceName, out var known) || known is null)
        {
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no resource '{request.ResourceName}'."));
        }

        var log = loggers.Of(known.ResourceId);
        if (request.SuppressFollow)
        {
            await WriteAsync(log.Since(0).Lines, responseStream, context.CancellationToken);
            return;
        }

        await UntilCancelledAsync(context, async () =>
        {
            await foreach (var lines in log.FollowAsync(context.CancellationToken))
            {
                await WriteAsync(lines, responseStream, context.CancellationToken);
            }
        });
    }

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, context.CancellationToken);
        var answer = new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded
                : result.Canceled ? ResourceCommandResponseKind.Cancelled
                : ResourceCommandResponseKind.Failed,
        };
        if (result.Message is { } message)
        {
            answer.Message = message;
            if (!result.Success)
            {
                answer.ErrorMessage = message;
            }
        }

        return answer;
    }

    public override Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream, ServerCallContext context)
        => UntilCancelledAsync(context, async () =>
        {
            // Nothing is asked, so no answer means anything; the stream ends when the dashboard ends it.
            while (await requestStream.MoveNext(context.CancellationToken))
            {
            }
        });

    private static async Task WriteAsync(
        IReadOnlyList<LogLine> lines, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, CancellationToken cancellationToken)
    {
        foreach (var part in lines.Chunk(LinesInAMessage))
        {
            var update = new WatchResourceConsoleLogsUpdate();
            update.LogLines.Add(part.Select(line => new ConsoleLogLine { Text = line.Content, IsStdErr = line.IsErrorMessage, LineNumber = line.LineNumber }));
            await responseStream.WriteAsync(update, cancellationToken);
        }
    }

    /// <summary>A watch ends when the dashboard leaves or the application stops; both are its ordinary end.</summary>
    private static async Task UntilCancelledAsync(ServerCallContext context, Func<Task> watch)
    {
        try
        {
            await watch();
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
        }
    }
}
