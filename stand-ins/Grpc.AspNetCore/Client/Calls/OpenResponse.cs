namespace Grpc.Net.Client;

/// <summary>A response whose headers are here and whose messages follow.</summary>
internal sealed record OpenResponse(HttpResponseMessage Response, ResponseFrames Frames);
