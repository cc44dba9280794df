using System.Text.Json;
using Grpc.AspNetCore.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Tests.Interop;

/// <summary>@grpc/grpc-js as client of our server.</summary>
[Collection("node")]
public sealed class GrpcJsClientTests : IAsyncLifetime
{
    private EchoServer _server = null!;

    public async Task InitializeAsync() => _server = await EchoServer.StartAsync(
        options => options.ResponseCompressionAlgorithm = "gzip",
        services =>
        {
            services.AddGrpcHealthChecks();
            services.AddGrpcReflection();
        },
        app =>
        {
            app.MapGrpcHealthChecksService();
            app.MapGrpcReflectionService();
        });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Unary()
    {
        var seen = await SeeAsync("unary");
        Code(seen).ShouldBe(0);
        seen.GetProperty("reply").GetProperty("text").GetString().ShouldBe("grüße");
        seen.GetProperty("reply").GetProperty("size").GetInt32().ShouldBe(100_000);
    }

    [Fact]
    public async Task Server_streaming()
    {
        var seen = await SeeAsync("server_stream");
        Code(seen).ShouldBe(0);
        seen.GetProperty("count").GetInt32().ShouldBe(2_000);
        seen.GetProperty("ordered").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Client_streaming()
    {
        var seen = await SeeAsync("client_stream");
        Code(seen).ShouldBe(0);
        seen.GetProperty("reply").GetProperty("index").GetInt32().ShouldBe(500);
    }

    [Fact]
    public async Task Duplex_streaming()
    {
        var seen = await SeeAsync("duplex");
        Code(seen).ShouldBe(0);
        seen.GetProperty("count").GetInt32().ShouldBe(50);
    }

    [Fact]
    public async Task Metadata_both_ways()
    {
        var seen = await SeeAsync("metadata");
        var headers = seen.GetProperty("headers").GetProperty("headers");
        headers.GetProperty("x-text").GetString().ShouldBe("from node");
        headers.GetProperty("x-raw-bin").GetString().ShouldBe("007f80ff");
        headers.GetProperty("x-early-bin").GetString().ShouldBe("0102ff");
        var late = seen.GetProperty("trailers");
        Code(late).ShouldBe(10);
        late.GetProperty("details").GetString().ShouldBe("after %");
        late.GetProperty("trailers").GetProperty("x-late").GetString().ShouldBe("there");
        late.GetProperty("trailers").GetProperty("x-late-bin").GetString().ShouldBe("0304fe");
    }

    [Fact]
    public async Task Status_with_text_of_any_kind()
    {
        var seen = await SeeAsync("status");
        Code(seen).ShouldBe(5);
        seen.GetProperty("details").GetString().ShouldBe("nicht da: größe 100 %\n");
    }

    [Fact]
    public async Task Deadline()
    {
        Code(await SeeAsync("deadline")).ShouldBe(4);
        await _server.Record.WasCancelled;
    }

    [Fact]
    public async Task Cancel()
    {
        Code(await SeeAsync("cancel")).ShouldBe(1);
        await _server.Record.HasEnded;
    }

    [Fact]
    public async Task Oversize_in_both_directions()
    {
        Code(await SeeAsync("too_long_request")).ShouldBe(8);
        Code(await SeeAsync("too_long_reply")).ShouldBe(8);
        Code(await SeeAsync("large")).ShouldBe(0);
    }

    [Fact]
    public async Task Compressed_messages()
    {
        var seen = await SeeAsync("compressed");
        Code(seen).ShouldBe(0);
        seen.GetProperty("reply").GetProperty("size").GetInt32().ShouldBe(200_000);
        seen.GetProperty("reply").GetProperty("text").GetString().ShouldBe("gzip");
    }

    [Fact]
    public async Task Unknown_method_and_service()
    {
        Code(await SeeAsync("unknown_method")).ShouldBe(12);
        Code(await SeeAsync("unknown_service")).ShouldBe(12);
    }

    [Fact]
    public async Task Bad_frames_and_resets()
    {
        var seen = await SeeAsync("bad_frames");
        Status("flag").ShouldBe("13");
        Status("negative").ShouldBe("8");
        Status("truncated").ShouldBe("13");
        Status("compressed").ShouldBe("13");
        Status("encoding").ShouldBe("12");
        Code(seen.GetProperty("alive")).ShouldBe(0);

        string? Status(string name) => seen.GetProperty(name).GetProperty("status").GetString();
    }

    [Fact]
    public async Task Status_details()
    {
        var seen = await SeeAsync("details");
        Code(seen).ShouldBe(3);
        seen.GetProperty("inner").GetInt32().ShouldBe(3);
        seen.GetProperty("details")[0].GetProperty("fieldViolations")[0].GetProperty("field").GetString().ShouldBe("name");
        seen.GetProperty("details")[1].GetProperty("reason").GetString().ShouldBe("BAD_NAME");
    }

    [Fact]
    public async Task Health()
    {
        var seen = await SeeAsync("health");
        seen.GetProperty("check").GetString().ShouldBe("SERVING");
        seen.GetProperty("watch").GetString().ShouldBe("SERVING");
        seen.GetProperty("missing").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task Reflection_under_both_names()
    {
        var seen = await SeeAsync("reflection");
        foreach (var version in new[] { "v1", "v1alpha" })
        {
            seen.GetProperty(version).EnumerateArray().Select(name => name.GetString()).ShouldContain("ctas7.grpc.test.v1.Echo");
        }
    }

    private static int Code(JsonElement seen) => seen.GetProperty("code").GetInt32();

    private Task<JsonElement> SeeAsync(string name) => NodeInterop.ClientAsync(_server.Address, name);
}
