namespace Grpc.Core;

/// <summary>The responses of a call, at the server.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
