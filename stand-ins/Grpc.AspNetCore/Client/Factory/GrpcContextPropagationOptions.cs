namespace Grpc.AspNetCore.ClientFactory;

/// <summary>Options of inheriting deadline and cancellation.</summary>
public class GrpcContextPropagationOptions
{
    /// <summary>Whether a call outside of a gRPC call is made without anything to inherit, instead of failing.</summary>
    public bool SuppressContextNotFoundErrors { get; set; }
}
