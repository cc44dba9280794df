namespace Grpc.Core;

/// <summary>Credentials of a single call.</summary>
public abstract class CallCredentials
{
    private protected CallCredentials()
    {
    }

    /// <summary>Several credentials, asked in order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return new Composite([.. credentials]);
    }

    /// <summary>Credentials that a function adds.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return new Intercepted(interceptor);
    }

    internal abstract Task AddTo(AuthInterceptorContext context, Metadata metadata);

    private sealed class Composite(IReadOnlyList<CallCredentials> parts) : CallCredentials
    {
        internal override async Task AddTo(AuthInterceptorContext context, Metadata metadata)
        {
            foreach (var part in parts)
            {
                await part.AddTo(context, metadata);
            }
        }
    }

    private sealed class Intercepted(AsyncAuthInterceptor interceptor) : CallCredentials
    {
        internal override Task AddTo(AuthInterceptorContext context, Metadata metadata) => interceptor(context, metadata);
    }
}
