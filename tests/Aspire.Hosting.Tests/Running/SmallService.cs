using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Tests.Running;

/// <summary>A web service that tells what it was given, and dies when told to.</summary>
internal static partial class SmallService
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        var healthy = true;
        app.MapGet("/health", () => healthy ? Results.Ok() : Results.StatusCode(503));
        app.MapPost("/health/{state}", (string state) => healthy = state == "good");
        app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name) is { } value ? Results.Text(value) : Results.NotFound());
        app.MapGet("/pid", () => Results.Text($"{Environment.ProcessId}"));
        app.MapPost("/exit/{code:int}", (int code) => Environment.Exit(code));
        app.MapPost("/say/{word}", (string word) =>
        {
            Console.WriteLine($"out {word}");
            Console.Error.WriteLine($"err {word}");
        });
        Console.WriteLine("ready");
        await app.RunAsync();
        return 0;
    }
}
