using System.Text.Json;

namespace Ctas7.Realtime.Tests.Support;

/// <summary>Reads server-sent events one by one; comments are passed over.</summary>
public sealed class EventStreamReader : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _reader;

    private EventStreamReader(HttpResponseMessage answer, Stream body) => (_answer, _reader) = (answer, new StreamReader(body));

    public static async Task<EventStreamReader> OpenAsync(HttpClient http, string path, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return new EventStreamReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next message; fails after 30 s.</summary>
    public async Task<(string Id, JsonElement Data)> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (id, data) = ("", "");
        while (true)
        {
            var line = await _reader.ReadLineAsync(deadline.Token) ?? throw new EndOfStreamException();
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else if (line.Length == 0 && data.Length > 0)
            {
                using var json = JsonDocument.Parse(data);
                return (id, json.RootElement.Clone());
            }
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _answer.Dispose();
    }
}
