using System.Text.Json.Serialization;

namespace Aspire.Hosting.Parameters;

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class KeptParametersJson : JsonSerializerContext
{
}
