using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Ctas7.Gateway.Tests.Servers;
using Microsoft.AspNetCore.Http;

namespace Ctas7.Gateway.Tests.Compression;

public sealed class CompressionTests
{
    private static readonly string Text = "[" + string.Join(',', Enumerable.Range(0, 500).Select(number => $"{{\"name\":\"crate-{number}\"}}")) + "]";

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Json_is_compressed_as_asked(string coding)
    {
        await using var crates = await Upstream.StartAsync("crate-discovery", context => WriteAsync(context, "application/json", Text));
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var response = await GetAsync(gateway, coding);

        response.Content.Headers.ContentEncoding.ShouldBe([coding]);
        response.Headers.Vary.ShouldContain("Accept-Encoding");
        var bytes = await response.Content.ReadAsByteArrayAsync();
        bytes.Length.ShouldBeLessThan(Text.Length / 3);
        await using Stream plain = coding == "br" ? new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress) : new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        (await new StreamReader(plain).ReadToEndAsync()).ShouldBe(Text);
    }

    [Fact]
    public async Task Brotli_is_chosen_where_both_will_do()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery", context => WriteAsync(context, "application/json", Text));
        await using var gateway = await GatewayServer.StartAsync(crates);

        (await GetAsync(gateway, "gzip", "br")).Content.Headers.ContentEncoding.ShouldBe(["br"]);
    }

    [Theory]
    [InlineData("application/json", 500, "short bodies are not worth it")]
    [InlineData("application/octet-stream", 5000, "bytes are not text")]
    [InlineData("image/png", 5000, "it is compressed by nature")]
    public async Task What_gains_nothing_is_passed_as_it_is(string type, int length, string why)
    {
        await using var crates = await Upstream.StartAsync("crate-discovery", context => WriteAsync(context, type, new string('1', length)));
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var response = await GetAsync(gateway, "br");

        response.Content.Headers.ContentEncoding.ShouldBeEmpty(why);
        response.Content.Headers.ContentLength.ShouldBe(length);
    }

    [Fact]
    public async Task What_a_service_compressed_is_not_compressed_again()
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Text));
        }

        await using var crates = await Upstream.StartAsync("crate-discovery", async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(packed.ToArray());
        });
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var response = await GetAsync(gateway, "br", "gzip");

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(packed.ToArray());
    }

    private static async Task<HttpResponseMessage> GetAsync(GatewayServer gateway, params string[] codings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/crates");
        foreach (var coding in codings)
        {
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));
        }

        return await gateway.Client.SendAsync(request);
    }

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = text.Length;
        return context.Response.WriteAsync(text);
    }
}
