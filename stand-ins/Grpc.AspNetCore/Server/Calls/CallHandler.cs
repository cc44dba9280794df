using System.Diagnostics;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>Turns an HTTP request into a call of one method. Thread-safe.</summary>
internal abstract class CallHandler(IMethod method, ServiceSettings settings)
{
    protected ServiceSettings Settings => settings;

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext http) => NotGrpc.Refuse(http, settings.Log) ? Task.CompletedTask : RunAsync(http);

    /// <summary>Runs the method and writes its messages.</summary>
    protected abstract Task InvokeAsync(HttpServerCallContext call);

    private async Task RunAsync(HttpContext http)
    {
        using var call = new HttpServerCallContext(http, method, settings);
        http.Features.Set<IServerCallContextFeature>(call);
        var started = Stopwatch.GetTimestamp();
        var activity = ServerTelemetry.Begin(http, method);
        LiftBodyLimits(http);
        try
        {
            call.Begin();
            await InvokeAsync(call);
            await call.EndAsync();
        }
        catch (Exception fault)
        {
            await call.FailAsync(fault);
        }

        ServerTelemetry.End(activity, method, call.Status.StatusCode, started);
    }

    // Messages have their own limit, and a stream may rest for as long as its deadline allows.
    private void LiftBodyLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (method.Type is MethodType.Unary)
        {
            return;
        }

        if (method.Type is not MethodType.ServerStreaming && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<RequestTimeoutAttribute>() is null)
        {
            http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        }
    }
}
