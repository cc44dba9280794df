using Ctas7.Contracts.CrateDiscovery.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Asks the leader on behalf of a client that came to a follower. Thread-safe.</summary>
public sealed class LeaderClient(CurrentTerm current, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private GrpcChannel? _channel;

    /// <summary>Calls the leader within two seconds; null when there is none, or it does not answer in time.</summary>
    /// <exception cref="RpcException">The leader answered with another status than that it does not lead.</exception>
    public async Task<T?> AskAsync<T>(Func<RegistryReplication.RegistryReplicationClient, CallOptions, AsyncUnaryCall<T>> ask, CancellationToken cancel)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ask);
        if (Channel() is not { } channel)
        {
            return null;
        }

        try
        {
            var options = new CallOptions(deadline: clock.GetUtcNow().UtcDateTime + Deadline, cancellationToken: cancel);
            return await ask(new RegistryReplication.RegistryReplicationClient(channel), options);
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.FailedPrecondition
            || (failure.StatusCode is StatusCode.Cancelled && !cancel.IsCancellationRequested))
        {
            return null;
        }
        catch (ObjectDisposedException)
        {
            // Another leads by now, and the former one's channel was closed under this call.
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel?.Dispose();

    private GrpcChannel? Channel()
    {
        if (current.Lease is not { IsMine: false } lease || !Uri.TryCreate(lease.Address, UriKind.Absolute, out var address))
        {
            return null;
        }

        lock (_gate)
        {
            if (_channel?.Target != address.Authority)
            {
                // Whoever still asks the former leader hears that it is no more.
                _channel?.Dispose();
                _channel = GrpcChannel.ForAddress(address);
            }

            return _channel;
        }
    }
}
