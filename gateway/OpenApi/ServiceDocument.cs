using System.Text.Json.Nodes;

namespace Ctas7.Gateway.OpenApi;

/// <summary>The OpenAPI document of one service, as far as it could be had.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Document">The document, of now or of the last time it could be read; null when it never could.</param>
/// <param name="Error">Why it could not be read now; null when it could.</param>
public sealed record ServiceDocument(string Service, JsonObject? Document, string? Error)
{
    /// <summary><c>current</c>, <c>last_good</c> or <c>missing</c>.</summary>
    public string State => Error is null ? "current" : Document is null ? "missing" : "last_good";
}
