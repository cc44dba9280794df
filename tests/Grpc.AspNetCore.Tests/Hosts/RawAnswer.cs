using System.Net;

namespace Grpc.AspNetCore.Tests.Hosts;

/// <summary>What came back.</summary>
public sealed record RawAnswer(HttpStatusCode HttpStatus, string? GrpcStatus, string GrpcMessage, byte[] Body, HttpResponseMessage Response);
