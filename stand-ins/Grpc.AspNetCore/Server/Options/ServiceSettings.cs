using System.IO.Compression;
using Grpc.Net.Compression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>What holds for the calls of one service, from the options of all services and its own. Immutable.</summary>
internal sealed class ServiceSettings
{
    private ServiceSettings(IServiceProvider services, GrpcServiceOptions options, IReadOnlyList<InterceptorRegistration> interceptors)
    {
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        SendsExceptionText = options.EnableDetailedErrors ?? false;
        Encodings = new(options.CompressionProviders);
        ResponseEncoding = options.ResponseCompressionAlgorithm;
        ResponseCompressionLevel = options.ResponseCompressionLevel ?? CompressionLevel.Fastest;
        IgnoresUnknownServices = options.IgnoreUnknownServices ?? false;
        Interceptors = interceptors;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler");
        if (ResponseEncoding is { } encoding && !Encodings.TryGet(encoding, out _))
        {
            throw new InvalidOperationException(
                $"ResponseCompressionAlgorithm is '{encoding}', but no provider of that name is in CompressionProviders.");
        }
    }

    public int? MaxSendMessageSize { get; }

    public int? MaxReceiveMessageSize { get; }

    public bool SendsExceptionText { get; }

    public CompressionProviders Encodings { get; }

    public string? ResponseEncoding { get; }

    public CompressionLevel ResponseCompressionLevel { get; }

    public bool IgnoresUnknownServices { get; }

    public IReadOnlyList<InterceptorRegistration> Interceptors { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public static ServiceSettings For<TService>(IServiceProvider services)
        where TService : class
    {
        var common = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        var own = new GrpcServiceOptions<TService>();
        common.CopyTo(own);
        foreach (var configure in services.GetServices<IConfigureOptions<GrpcServiceOptions<TService>>>())
        {
            configure.Configure(own);
        }

        return new(services, own, [.. common.Interceptors, .. own.Interceptors]);
    }
}
