using System.Text.Json.Serialization;
using Ctas7.Contracts.CrateDiscovery;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>JSON of the ledger and of what event ids are made from.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AnnouncedCrate))]
[JsonSerializable(typeof(CrateSummary))]
internal sealed partial class LedgerJson : JsonSerializerContext;
