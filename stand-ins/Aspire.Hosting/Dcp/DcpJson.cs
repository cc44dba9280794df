using System.Text.Json.Serialization;

namespace Aspire.Hosting.Dcp;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DcpObject<ExecutableSpec, ExecutableStatus>), TypeInfoPropertyName = "Executable")]
[JsonSerializable(typeof(DcpObject<ServiceSpec, ServiceStatus>), TypeInfoPropertyName = "Service")]
[JsonSerializable(typeof(IReadOnlyList<ServiceProducer>))]
[JsonSerializable(typeof(DcpWatchEvent))]
internal sealed partial class DcpJson : JsonSerializerContext
{
}
