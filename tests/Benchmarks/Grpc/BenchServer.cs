using System.CommandLine;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ctas7.Benchmarks.Grpc;

/// <summary>Our server in a process of its own: prints its port as JSON, ends with its standard input.</summary>
internal static class BenchServer
{
    /// <summary>The argument that turns this program into the server.</summary>
    public const string Role = "serve-grpc";

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
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<BenchService>();
        await using var app = builder.Build();
        app.MapGrpcService<BenchService>();
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Console.WriteLine(JsonSerializer.Serialize(new { port = address.Port }));
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }
}
