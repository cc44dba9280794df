using System.Text.Json.Serialization;

namespace Ctas7.ServiceDefaults.Idempotency;

/// <summary>What Redis holds for one key: a reservation while the request runs, then its answer.</summary>
/// <param name="Fingerprint">SHA-256 of query, content type and body.</param>
/// <param name="Owner">Which run reserved it, so that only that run completes it.</param>
/// <param name="Status">HTTP status; 0 while running.</param>
/// <param name="Headers">The answer's own headers.</param>
/// <param name="Body">The answer's body.</param>
/// <param name="IsTooLarge">The body was larger than what is kept, and is gone.</param>
internal sealed record KeptAnswer(string Fingerprint, string Owner, int Status, Dictionary<string, string?[]> Headers, byte[] Body, bool IsTooLarge);

[JsonSerializable(typeof(KeptAnswer))]
internal sealed partial class KeptAnswerJson : JsonSerializerContext;
