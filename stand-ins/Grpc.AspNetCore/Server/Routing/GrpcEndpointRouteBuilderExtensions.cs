using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps every method of a service to <c>POST /package.Service/Method</c>.</summary>
    /// <exception cref="InvalidOperationException"><c>AddGrpc</c> was not called, or the type is no gRPC service.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        RequireAddGrpc(builder);
        var settings = ServiceSettings.For<TService>(builder.ServiceProvider);
        return Map<TService>(builder, settings, new ServiceTypeBinder<TService>(settings).Bind());
    }

    /// <summary>Maps every method of a definition.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService(this IEndpointRouteBuilder builder, ServerServiceDefinition serviceDefinition)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(serviceDefinition);
        RequireAddGrpc(builder);
        var settings = ServiceSettings.For<DefinedService>(builder.ServiceProvider);
        return Map<DefinedService>(builder, settings, new ServiceDefinitionBinder(settings).Bind(serviceDefinition));
    }

    /// <summary>Maps every method of the definition that a function makes from the services.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService(
        this IEndpointRouteBuilder builder, Func<IServiceProvider, ServerServiceDefinition> mapDefinition)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(mapDefinition);
        return builder.MapGrpcService(mapDefinition(builder.ServiceProvider));
    }

    private static GrpcServiceEndpointConventionBuilder Map<TService>(
        IEndpointRouteBuilder builder, ServiceSettings settings, IReadOnlyList<ServiceMethod> methods)
    {
        var endpoints = new List<IEndpointConventionBuilder>();
        foreach (var (method, handler, metadata) in methods)
        {
            var endpoint = builder.MapMethods(method.FullName, [HttpMethods.Post], handler).WithDisplayName($"gRPC - {method.FullName}");
            endpoint.WithMetadata([new GrpcMethodMetadata(typeof(TService), method), .. metadata]);
            endpoints.Add(endpoint);
        }

        var unknown = builder.ServiceProvider.GetRequiredService<UnknownMethods>();
        var service = methods is [var first, ..] ? first.Method.ServiceName : null;
        endpoints.AddRange(unknown.Map(builder, service, coverServices: !settings.IgnoresUnknownServices));
        return new(endpoints);
    }

    private static void RequireAddGrpc(IEndpointRouteBuilder builder)
    {
        if (builder.ServiceProvider.GetService<UnknownMethods>() is null)
        {
            throw new InvalidOperationException("gRPC services cannot be mapped before services.AddGrpc() was called.");
        }
    }
}
