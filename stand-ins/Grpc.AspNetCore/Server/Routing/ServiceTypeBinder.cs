using System.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Finds the methods of a service type by the generated <c>BindService</c> of its base class.</summary>
internal sealed class ServiceTypeBinder<TService>(ServiceSettings settings) : ServiceBinderBase
    where TService : class
{
    private readonly List<ServiceMethod> _methods = [];

    /// <summary>The methods of the service.</summary>
    /// <exception cref="InvalidOperationException">The type does not come from a generated service base.</exception>
    public IReadOnlyList<ServiceMethod> Bind()
    {
        var (attribute, serviceBase) = FindBase();
        var bind = attribute.BindType
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .SingleOrDefault(method => method.Name == attribute.BindMethodName
                && method.GetParameters() is [{ ParameterType: var binder }, { ParameterType: var instance }]
                && binder.IsAssignableFrom(typeof(ServiceBinderBase)) && instance.IsAssignableFrom(serviceBase))
            ?? throw new InvalidOperationException(
                $"{attribute.BindType} has no method {attribute.BindMethodName}(ServiceBinderBase, {serviceBase.Name}).");
        bind.Invoke(null, [this, null]);
        return _methods;
    }

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Core.UnaryServerMethod<TRequest, TResponse>? handler) =>
        Keep(method, [typeof(TRequest), typeof(ServerCallContext)], (Model.UnaryServerMethod<TService, TRequest, TResponse> invoke) =>
            new UnaryCallHandler<TService, TRequest, TResponse>(method, settings, invoke, null));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, Core.ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Keep(
            method,
            [typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext)],
            (Model.ClientStreamingServerMethod<TService, TRequest, TResponse> invoke) =>
                new ClientStreamingCallHandler<TService, TRequest, TResponse>(method, settings, invoke, null));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, Core.ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Keep(
            method,
            [typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)],
            (Model.ServerStreamingServerMethod<TService, TRequest, TResponse> invoke) =>
                new ServerStreamingCallHandler<TService, TRequest, TResponse>(method, settings, invoke, null));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, Core.DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Keep(
            method,
            [typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)],
            (Model.DuplexStreamingServerMethod<TService, TRequest, TResponse> invoke) =>
                new DuplexStreamingCallHandler<TService, TRequest, TResponse>(method, settings, invoke, null));

    private static (BindServiceMethodAttribute Attribute, Type ServiceBase) FindBase()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
            {
                return (attribute, type);
            }
        }

        throw new InvalidOperationException(
            $"{typeof(TService)} is no gRPC service: it must derive from the base class that the protobuf compiler generates.");
    }

    private void Keep<TInvoke>(IMethod method, Type[] parameters, Func<TInvoke, CallHandler> handle)
        where TInvoke : Delegate
    {
        var implementation = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method {method.Name} with the parameters of {method.FullName}.");
        var handler = handle(implementation.CreateDelegate<TInvoke>());
        object[] metadata = [.. typeof(TService).GetCustomAttributes(inherit: true), .. implementation.GetCustomAttributes(inherit: true)];
        _methods.Add(new(method, handler.HandleAsync, metadata));
    }
}
