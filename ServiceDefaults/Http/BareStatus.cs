using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>Words for an error that the framework answers with a status alone.</summary>
internal static class BareStatus
{
    public static ProblemDetails Describe(HttpContext context)
    {
        var (request, status) = (context.Request, context.Response.StatusCode);
        var detail = status switch
        {
            404 => $"There is no {request.Path} here.",
            405 => $"{request.Path} does not know {request.Method}; allowed: {context.Response.Headers.Allow}.",
            406 => $"{request.Path} has no representation in {request.Headers.Accept}.",
            413 => "The body is larger than this route takes.",
            415 when string.IsNullOrEmpty(request.ContentType) => $"{request.Path} does not take a body without Content-Type.",
            415 => $"{request.Path} does not take {request.ContentType}.",
            504 => $"{request.Method} {request.Path} took longer than the time limit.",
            _ => Problems.TitleOf(status),
        };
        return Problems.Details(status, Problems.CodeOf(status), detail);
    }
}
