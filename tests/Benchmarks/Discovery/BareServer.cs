using System.CommandLine;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ctas7.Benchmarks.Discovery;

/// <summary>
/// The floor: Kestrel with nothing above it, answering given paths with given headers and bytes. In a process of its own: takes the answers
/// as one line of JSON on its standard input, prints its port as JSON, ends with its standard input.
/// </summary>
internal static class BareServer
{
    /// <summary>The argument that turns this program into the server.</summary>
    public const string Role = "serve-bytes";

    /// <summary>The command line of that role, which no help shows.</summary>
    public static Command Command
    {
        get
        {
            var command = new Command(Role) { Hidden = true };
            command.SetAction((_, _) => RunAsync());
            return command;
        }
    }

    private static async Task RunAsync()
    {
        var answers = JsonSerializer.Deserialize<Answer[]>(await Console.In.ReadLineAsync() ?? "[]")!.ToDictionary(answer => answer.Target, StringComparer.Ordinal);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        await using var app = builder.Build();
        app.Run(context => SendAsync(context.Response, answers[context.Request.Path.Value + context.Request.QueryString.Value]));
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Console.WriteLine(JsonSerializer.Serialize(new { port = address.Port }));
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    private static Task SendAsync(HttpResponse response, Answer answer)
    {
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        response.ContentLength = answer.Body.Length;
        return response.Body.WriteAsync(answer.Body).AsTask();
    }

    /// <summary>One answer.</summary>
    internal sealed record Answer(string Target, KeyValuePair<string, string>[] Headers, byte[] Body);
}
