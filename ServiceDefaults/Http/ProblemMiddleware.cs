using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>
/// Turns exceptions and bodyless error statuses into problems. Stands before every other middleware that can fail.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody reads an answer.
            return;
        }
        catch (Exception failure)
        {
            await AnswerAsync(context, failure);
            return;
        }

        var response = context.Response;
        var isBare = response is { StatusCode: >= 400, HasStarted: false, ContentLength: null or 0, ContentType: null };
        if (isBare && !StreamLimitsMiddleware.IsGrpc(context.Request))
        {
            await ProblemWriter.WriteAsync(context, BareStatus.Describe(context));
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception failure)
    {
        var problem = ExceptionProblems.Describe(failure);
        if (problem.Status >= 500)
        {
            LogFailed(context.Request.Method, context.Request.Path, problem.Status.Value, failure);
            Activity.Current?.AddException(failure);
            Activity.Current?.SetStatus(ActivityStatusCode.Error, failure.Message);
        }

        if (context.Response.HasStarted)
        {
            // Headers are out: the only honest sign that the body is incomplete is a broken connection.
            context.Abort();
            return;
        }

        context.Response.Clear();
        await ProblemWriter.WriteAsync(context, problem);
    }


    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed with {Status}")]
    private partial void LogFailed(string method, string path, int status, Exception failure);
}
