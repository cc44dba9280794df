using System.Text.Json;

namespace Aspire.Hosting.Dcp;

/// <summary>One line of a watch.</summary>
internal sealed record DcpWatchEvent(string Type, JsonElement Object);
