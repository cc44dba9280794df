namespace Grpc.Core;

/// <summary>What every kind of call object has: response headers, status, trailers, disposal.</summary>
internal readonly struct CallState
{
    private readonly object? _state;
    private readonly object _headers;
    private readonly Delegate _status;
    private readonly Delegate _trailers;
    private readonly Delegate _dispose;

    public CallState(Task<Metadata> headers, Func<Status> status, Func<Metadata> trailers, Action dispose)
    {
        (_headers, _status, _trailers, _dispose) = (headers, status, trailers, dispose);
    }

    public CallState(
        Func<object, Task<Metadata>> headers, Func<object, Status> status, Func<object, Metadata> trailers, Action<object> dispose, object state)
    {
        (_headers, _status, _trailers, _dispose, _state) = (headers, status, trailers, dispose, state);
    }

    public Task<Metadata> ResponseHeaders => _headers as Task<Metadata> ?? ((Func<object, Task<Metadata>>)_headers)(_state!);

    public Status GetStatus() => _status is Func<Status> plain ? plain() : ((Func<object, Status>)_status)(_state!);

    public Metadata GetTrailers() => _trailers is Func<Metadata> plain ? plain() : ((Func<object, Metadata>)_trailers)(_state!);

    public void Dispose()
    {
        if (_dispose is Action plain)
        {
            plain();
        }
        else
        {
            ((Action<object>)_dispose)(_state!);
        }
    }
}
