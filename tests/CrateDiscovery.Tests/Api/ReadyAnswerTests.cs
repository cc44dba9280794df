using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ctas7.CrateDiscovery.Tests.Hosts;

namespace Ctas7.CrateDiscovery.Tests.Api;

[Collection(nameof(Brokers))]
public sealed class ReadyAnswerTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private DiscoveryHost _host = null!;

    public async Task InitializeAsync()
    {
        for (var number = 0; number < 30; number++)
        {
            _folder.WriteCrate($"crate-{number:D2}");
        }

        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
        await _host.Crates(list => list.Length == 30, "thirty crates");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_list_is_sent_in_the_coding_that_is_asked_for()
    {
        using var plain = await SendAsync(HttpMethod.Get, "/api/crates", null);
        await IsSentInAsync("br", plain);
        await IsSentInAsync("gzip", plain);
    }

    [Fact]
    public async Task Each_coding_has_a_strong_tag_of_its_own_and_any_of_them_gives_304()
    {
        var tags = new List<EntityTagHeaderValue>();
        foreach (var coding in new[] { null, "gzip", "br" })
        {
            using var answer = await SendAsync(HttpMethod.Get, "/api/crates?sort=path", coding);
            tags.Add(answer.Headers.ETag!);
        }

        tags.Distinct().Count().ShouldBe(3);
        tags.ShouldAllBe(tag => !tag.IsWeak);
        foreach (var (coding, tag) in new[] { null, "gzip", "br" }.SelectMany(coding => tags.Select(tag => (coding, tag))))
        {
            using var answer = await SendAsync(HttpMethod.Get, "/api/crates?sort=path", coding, tag);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            answer.Headers.ETag.ShouldBe(tag, "the stored answer that is still good");
            answer.Headers.Vary.ShouldBe(["Accept-Encoding"]);
        }

        using var other = await SendAsync(HttpMethod.Get, "/api/crates?sort=path", "br", new EntityTagHeaderValue("\"other-br\""));
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Many_at_once_get_the_same_bytes()
    {
        _folder.WriteCrate("crate-00", "2.0.0");
        await _host.Crates(list => list.Any(crate => crate.GetProperty("version").GetString() == "2.0.0"), "the new version");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            using var answer = await SendAsync(HttpMethod.Get, "/api/crates?limit=29", number % 2 == 0 ? "br" : "gzip");
            return (Tag: answer.Headers.ETag!.Tag, Bytes: Convert.ToHexString(await answer.Content.ReadAsByteArrayAsync()));
        }));
        answers.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_short_answer_is_plain()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/crates/crate-01?fields=name", "br");
        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
        answer.Headers.Vary.ShouldBeEmpty();
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"name":"crate-01"}""");
    }

    [Fact]
    public async Task HEAD_gives_the_headers_of_GET_without_a_body()
    {
        string[] paths = ["", "/crate-01", "/issues", "/scan", "/crate-01/history", "/crate-01/hash"];
        foreach (var (path, coding) in paths.SelectMany(path => new[] { null, "br" }.Select(coding => ($"/api/crates{path}", coding))))
        {
            using var get = await SendAsync(HttpMethod.Get, path, coding);
            using var head = await SendAsync(HttpMethod.Head, path, coding);
            head.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty(path);
            head.Content.Headers.ContentLength.ShouldBe(get.Content.Headers.ContentLength, path);
            head.Content.Headers.ContentEncoding.ShouldBe(get.Content.Headers.ContentEncoding, path);
            head.Headers.ETag.ShouldBe(get.Headers.ETag, path);
            head.Headers.GetValues("X-Request-Id").Single().ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task A_kept_answer_has_the_headers_of_every_answer_and_unknown_parameters_stay_unknown()
    {
        for (var time = 0; time < 2; time++)
        {
            using var answer = await SendAsync(HttpMethod.Get, "/api/crates/crate-02", null);
            answer.Headers.GetValues("X-Request-Id").Single().ShouldNotBeEmpty();
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            using var unknown = await SendAsync(HttpMethod.Get, "/api/crates/crate-02?x=1", null);
            unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Pages_hold_what_was_there_from_the_first_to_the_last_exactly_once_while_crates_change()
    {
        var paths = new List<string>();
        var round = 0;
        for (var next = "/api/crates?limit=7&fields=path"; next is not null; round++)
        {
            using var response = await SendAsync(HttpMethod.Get, next, null);
            paths.AddRange(JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).EnumerateArray().Select(crate => crate.GetProperty("path").GetString()!));
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;

            // One comes before the page that was read, one changes, one goes.
            var count = round;
            _folder.WriteCrate($"aa-{round}");
            _folder.WriteCrate("crate-29", $"3.0.{round}");
            await _host.Crates(list => list.Any(crate => crate.GetProperty("name").GetString() == $"aa-{count}"), "the crate of this round");
        }

        paths.Distinct().Count().ShouldBe(paths.Count);
        paths.Count(path => path.Contains("/crate-", StringComparison.Ordinal)).ShouldBe(30);
    }

    private async Task IsSentInAsync(string coding, HttpResponseMessage plain)
    {
        using var packed = await SendAsync(HttpMethod.Get, "/api/crates", coding);
        packed.Content.Headers.ContentEncoding.ShouldBe([coding]);
        var bytes = await packed.Content.ReadAsByteArrayAsync();
        packed.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        bytes.Length.ShouldBeLessThan((int)plain.Content.Headers.ContentLength! / 4);
        (await UnpackAsync(coding, bytes)).ShouldBe(await plain.Content.ReadAsByteArrayAsync());
        foreach (var answer in new[] { plain, packed })
        {
            answer.Headers.Vary.ShouldBe(["Accept-Encoding"]);
            answer.Headers.GetValues("X-Total-Count").ShouldBe(["30"]);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? coding, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (coding is not null)
        {
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));
        }

        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await _host.Client.SendAsync(request);
    }

    private static async Task<byte[]> UnpackAsync(string coding, byte[] bytes)
    {
        await using Stream stream = coding == "br"
            ? new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress)
            : new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await stream.CopyToAsync(plain);
        return plain.ToArray();
    }
}
