using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// A client of DCP's API: TLS with the server's own authority, a bearer token, a deadline on each call but the streams.
/// Thread-safe. Calls throw <see cref="HttpRequestException"/> or <see cref="TimeoutException"/> when the server is gone.
/// </summary>
internal sealed class DcpClient : IDisposable
{
    public const string Group = "usvc-dev.developer.microsoft.com/v1";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    public DcpClient(DcpAccess access)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null, ConnectTimeout = TimeSpan.FromSeconds(5) };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { access.Authority },
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri(access.Server, $"apis/{Group}/"), Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access.Token);
    }

    /// <summary>Starts a process.</summary>
    public Task CreateAsync(string name, ExecutableSpec spec, IReadOnlyList<ServiceProducer> producers, CancellationToken cancellationToken)
        => PostAsync(
            "executables",
            new DcpObject<ExecutableSpec, ExecutableStatus>
            {
                Kind = "Executable",
                Metadata = new(name) { Annotations = new Dictionary<string, string> { ["service-producer"] = JsonSerializer.Serialize(producers, DcpJson.Default.IReadOnlyListServiceProducer) } },
                Spec = spec,
            },
            DcpJson.Default.Executable,
            cancellationToken);

    /// <summary>Makes DCP listen on a port.</summary>
    public Task CreateAsync(string name, ServiceSpec spec, CancellationToken cancellationToken)
        => PostAsync("services", new DcpObject<ServiceSpec, ServiceStatus> { Kind = "Service", Metadata = new(name), Spec = spec }, DcpJson.Default.Service, cancellationToken);

    /// <summary>Asks for the end of a process: SIGTERM, and SIGKILL after some seconds.</summary>
    public async Task StopAsync(string name, CancellationToken cancellationToken)
    {
        using var content = new StringContent("""{"spec":{"stop":true}}""", Encoding.UTF8, "application/merge-patch+json");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"executables/{name}") { Content = content };
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    /// <summary>Forgets a process, and ends it where it still runs; one that DCP does not know is no failure.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"executables/{name}");
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    /// <summary>Every process now, then each change, until the server closes the stream.</summary>
    public async IAsyncEnumerable<(string Name, ExecutableStatus Status)> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "executables?watch=true");
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (JsonSerializer.Deserialize(line, DcpJson.Default.DcpWatchEvent) is { Type: "ADDED" or "MODIFIED" } change
                && change.Object.Deserialize(DcpJson.Default.Executable) is { Status: { } status } executable)
            {
                yield return (executable.Metadata.Name, status);
            }
        }
    }

    /// <summary>The lines that a process wrote and writes, each with its time, until it has ended and all is read.</summary>
    public async IAsyncEnumerable<string> FollowAsync(string name, bool errors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"executables/{name}/log?source={(errors ? "stderr" : "stdout")}&follow=true&timestamps=true");
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync<T>(string kind, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, kind) { Content = JsonContent.Create(body, type) };
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, completion, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"DCP did not answer {request.Method} {request.RequestUri} within {Deadline.TotalSeconds:0} s.");
        }

        if (answer.IsSuccessStatusCode || (request.Method == HttpMethod.Delete && answer.StatusCode == HttpStatusCode.NotFound))
        {
            return answer;
        }

        using (answer)
        {
            var said = await answer.Content.ReadAsStringAsync(limit.Token);
            throw new HttpRequestException($"DCP answered {request.Method} {request.RequestUri} with {(int)answer.StatusCode}: {said}", null, answer.StatusCode);
        }
    }
}
