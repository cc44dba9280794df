using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Commands;

/// <summary>A command that is an HTTP request.</summary>
internal sealed class HttpCommand(IResourceWithEndpoints resource, string path, string? endpointName, HttpCommandOptions options)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context)
    {
        var endpoint = endpointName is null
            ? resource.GetEndpoints().FirstOrDefault(candidate => candidate.IsHttp)
            : resource.GetEndpoint(endpointName);
        if (endpoint is not { Exists: true })
        {
            return CommandResults.Failure($"Resource '{resource.Name}' has no http endpoint {endpointName}.");
        }

        using var client = new HttpClient { Timeout = Deadline };
        using var request = new HttpRequestMessage(options.Method ?? HttpMethod.Post, new Uri(new Uri(endpoint.Url), path));
        if (options.PrepareRequest is { } prepare)
        {
            await prepare(new()
            {
                ServiceProvider = context.ServiceProvider,
                ResourceName = context.ResourceName,
                Endpoint = endpoint,
                Request = request,
                CancellationToken = context.CancellationToken,
            });
        }

        try
        {
            using var answer = await client.SendAsync(request, context.CancellationToken);
            return answer.IsSuccessStatusCode
                ? CommandResults.Success()
                : CommandResults.Failure($"{request.Method} {request.RequestUri} answered {(int)answer.StatusCode} {answer.ReasonPhrase}.");
        }
        catch (HttpRequestException failure)
        {
            return CommandResults.Failure($"{request.Method} {request.RequestUri} failed: {failure.Message}");
        }
        catch (TaskCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return CommandResults.Failure($"{request.Method} {request.RequestUri} did not answer within {Deadline.TotalSeconds:0} s.");
        }
    }
}
