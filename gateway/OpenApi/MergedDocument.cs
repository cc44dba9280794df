using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Ctas7.Gateway.OpenApi;

/// <summary>The document of the whole suite: made on demand, kept for a while, made by one request at a time. Thread-safe.</summary>
internal sealed class MergedDocument(
    [FromKeyedServices("v1")] IOpenApiDocumentProvider own, ServiceDocuments services, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FreshWhenIncomplete = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SemaphoreSlim _making = new(1, 1);
    private volatile Made? _made;

    /// <summary>The document as UTF-8 JSON, and its strong entity tag.</summary>
    public async Task<(ReadOnlyMemory<byte> Json, string ETag)> GetAsync(CancellationToken cancellation)
    {
        if (_made is not { } made || IsOld(made))
        {
            await _making.WaitAsync(cancellation);
            try
            {
                made = _made is { } other && !IsOld(other) ? other : await MakeAsync(cancellation);
                _made = made;
            }
            finally
            {
                _making.Release();
            }
        }

        return (made.Json, made.ETag);
    }

    /// <inheritdoc/>
    public void Dispose() => _making.Dispose();

    private bool IsOld(Made made) => time.GetElapsedTime(made.At) >= made.FreshFor;

    private async Task<Made> MakeAsync(CancellationToken cancellation)
    {
        var documents = await services.ReadAllAsync(cancellation);
        var merged = DocumentMerge.Into(await OwnAsync(cancellation), documents);
        var json = JsonSerializer.SerializeToUtf8Bytes(merged, Indented);
        var complete = documents.All(document => document.Error is null);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"";
        return new Made(json, tag, time.GetTimestamp(), complete ? Fresh : FreshWhenIncomplete);
    }

    private async Task<JsonObject> OwnAsync(CancellationToken cancellation)
    {
        var document = await own.GetOpenApiDocumentAsync(cancellation);
        var json = (JsonObject)JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation))!;
        json["info"] = new JsonObject
        {
            ["title"] = "CTAS-7 Command Center",
            ["description"] = "Every HTTP API behind the gateway. Errors are application/problem+json (RFC 9457) with a stable code.",
            ["version"] = ServiceDefaults.Telemetry.ServiceVersion.Text,
        };
        return json;
    }

    private sealed record Made(byte[] Json, string ETag, long At, TimeSpan FreshFor);
}
