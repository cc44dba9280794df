using Grpc.AspNetCore.ClientFactory;
using Grpc.AspNetCore.Server;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets calls made while a gRPC call is handled inherit its deadline and cancellation.</summary>
public static class GrpcServerHttpClientBuilderExtensions
{
    /// <summary>Calls inherit deadline and cancellation; a call made outside of a gRPC call fails.</summary>
    public static IHttpClientBuilder EnableCallContextPropagation(this IHttpClientBuilder builder) => builder.EnableCallContextPropagation(_ => { });

    /// <summary>Calls inherit deadline and cancellation, with options.</summary>
    public static IHttpClientBuilder EnableCallContextPropagation(
        this IHttpClientBuilder builder, Action<GrpcContextPropagationOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        var propagation = new GrpcContextPropagationOptions();
        configureOptions(propagation);
        builder.Services.AddHttpContextAccessor();
        builder.Services.Configure<GrpcClientFactoryOptions>(
            builder.Name, options => options.CallOptionsActions.Add(call => Inherit(call, propagation)));
        return builder;
    }

    private static void Inherit(CallOptionsContext call, GrpcContextPropagationOptions propagation)
    {
        var http = call.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext;
        if (http?.Features.Get<IServerCallContextFeature>() is { ServerCallContext: var parent })
        {
            call.CallOptions = call.CallOptions.WithPropagationToken(parent.CreatePropagationToken());
        }
        else if (!propagation.SuppressContextNotFoundErrors)
        {
            throw new InvalidOperationException(
                "A client with call context propagation was used outside of a gRPC call: set SuppressContextNotFoundErrors, or do not propagate.");
        }
    }
}
