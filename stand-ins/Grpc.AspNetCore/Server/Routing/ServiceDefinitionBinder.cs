using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Takes the methods of a <see cref="ServerServiceDefinition"/>.</summary>
internal sealed class ServiceDefinitionBinder(ServiceSettings settings) : ServiceBinderBase
{
    private readonly List<ServiceMethod> _methods = [];

    /// <summary>The methods of a definition.</summary>
    public IReadOnlyList<ServiceMethod> Bind(ServerServiceDefinition definition)
    {
        definition.BindService(this);
        return _methods;
    }

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var given = Given(method, handler);
        Keep(method, new UnaryCallHandler<DefinedService, TRequest, TResponse>(
            method, settings, (_, request, call) => given(request, call), DefinedService.Instance));
    }

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var given = Given(method, handler);
        Keep(method, new ClientStreamingCallHandler<DefinedService, TRequest, TResponse>(
            method, settings, (_, requests, call) => given(requests, call), DefinedService.Instance));
    }

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var given = Given(method, handler);
        Keep(method, new ServerStreamingCallHandler<DefinedService, TRequest, TResponse>(
            method, settings, (_, request, responses, call) => given(request, responses, call), DefinedService.Instance));
    }

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var given = Given(method, handler);
        Keep(method, new DuplexStreamingCallHandler<DefinedService, TRequest, TResponse>(
            method, settings, (_, requests, responses, call) => given(requests, responses, call), DefinedService.Instance));
    }

    private static THandler Given<THandler>(IMethod method, THandler? handler)
        where THandler : Delegate => handler ?? throw new InvalidOperationException($"The definition of {method.FullName} has no handler.");

    private void Keep(IMethod method, CallHandler handler) => _methods.Add(new(method, handler.HandleAsync, []));
}
