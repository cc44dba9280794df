using System.Net;
using System.Net.Http.Headers;

namespace Grpc.AspNetCore.Tests.Hosts;

/// <summary>Requests below gRPC, for what no gRPC client sends.</summary>
public sealed class RawCalls(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler()) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Requests to an address.</summary>
    public static RawCalls To(Uri address) => new(address);

    /// <summary>A frame of a message, with whatever flag and length.</summary>
    public static byte[] Frame(byte flag, uint length, params byte[] payload) =>
        [flag, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. payload];

    /// <summary>Posts a body and reads the response to its end, trailers included.</summary>
    public async Task<RawAnswer> PostAsync(
        string path, byte[] body, string? contentType = "application/grpc", Version? version = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = version ?? HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (contentType is not null)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new(
            response.StatusCode,
            Value(response.TrailingHeaders, "grpc-status") ?? Value(response.Headers, "grpc-status"),
            Value(response.TrailingHeaders, "grpc-message") ?? Value(response.Headers, "grpc-message") ?? "",
            bytes,
            response);
    }

    public void Dispose() => _http.Dispose();

    private static string? Value(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
