using System.Net;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Tests.Http;

public sealed class ETagTests
{
    private static Task<RunningService> StartAsync() => RunningService.StartAsync(app =>
        app.MapPut("/thing", (HttpRequest request) => ETags.CheckIfMatch(request, "\"v2\"") ?? TypedResults.NoContent()));

    private static async Task<HttpResponseMessage> PutAsync(RunningService service, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/thing");
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await service.Client.SendAsync(request);
    }

    [Theory]
    [InlineData("\"v2\"")]
    [InlineData("\"v1\", \"v2\"")]
    [InlineData("*")]
    public async Task A_write_to_the_current_version_passes(string ifMatch)
    {
        await using var service = await StartAsync();
        (await PutAsync(service, ifMatch)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("\"v1\"")]
    [InlineData("W/\"v2\"")]
    [InlineData("v2")]
    public async Task A_write_to_another_version_is_412(string ifMatch)
    {
        await using var service = await StartAsync();
        var body = await (await PutAsync(service, ifMatch)).ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed, "version_conflict");
        body.GetProperty("detail").GetString()!.ShouldContain("v2");
    }

    [Fact]
    public async Task A_write_without_a_version_is_428()
    {
        await using var service = await StartAsync();
        await (await PutAsync(service, null)).ShouldBeProblemAsync(HttpStatusCode.PreconditionRequired, "if_match_required");
    }

    [Fact]
    public void Tags_tell_their_parts_apart()
    {
        string[] tags = [ETags.Of("a", "b"), ETags.Of("ab", ""), ETags.Of("a", null), ETags.Of("a", ""), ETags.Of("b", "a")];
        tags.Distinct().Count().ShouldBe(tags.Length);
        ETags.Of("a", "b").ShouldBe(ETags.Of("a", "b"));
        tags.ShouldAllBe(tag => tag.StartsWith('"') && tag.EndsWith('"'));
    }
}
