using Ctas7.CrateDiscovery.Api;
using Ctas7.CrateDiscovery.Tests.Graph;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;

namespace Ctas7.CrateDiscovery.Tests.Api;

public sealed class AnswerCacheTests
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public void An_answer_that_finds_no_room_takes_none()
    {
        var (cache, snapshot) = (new AnswerCache(), new TestRegistry().Registry.Current);
        cache.Keep(snapshot, Request("/large"), Answer(20));
        cache.Keep(snapshot, Request("/larger"), Answer(20));
        cache.Keep(snapshot, Request("/large"), Answer(12));
        cache.Find(snapshot, Request("/larger")).ShouldBeNull();
        cache.Keep(snapshot, Request("/fits"), Answer(12));
        cache.Find(snapshot, Request("/fits")).ShouldNotBeNull();
        cache.Find(snapshot, Request("/large"))!.Length.ShouldBe(20 * Mebibyte);
    }

    [Fact]
    public void A_page_ends_before_it_is_too_long_and_its_next_link_goes_on()
    {
        const int Crates = 40;
        var registry = new TestRegistry();
        registry.WriteAll(Enumerable.Range(10, Crates).Select(number => ($"/w/c{number}", TestRegistry.Toml($"c{number}", $"note = \"{new string('x', Mebibyte - 1024)}\""))));
        var bytes = 0L;
        var pages = new List<long>();
        for (var query = "?include=manifest&limit=1000"; query is not null;)
        {
            var request = Request("/api/crates", query);
            var page = CratePages.List(registry.Registry.Current, ListQuery.Parse(request.Query, CrateOrder.Sortable), request);
            page.Length.ShouldBeLessThan(33 * Mebibyte);
            bytes += page.Length;
            pages.Add(page.Length);
            query = NextQuery(page);
        }

        pages.Count.ShouldBeInRange(2, 4);
        bytes.ShouldBeGreaterThan((Crates - 1) * (long)Mebibyte);
    }

    private static string? NextQuery(ReadyAnswer page)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Head;
        page.ExecuteAsync(context).IsCompletedSuccessfully.ShouldBeTrue();
        return context.Response.Headers.Link.ToString() is { Length: > 0 } link ? link[link.IndexOf('?', StringComparison.Ordinal)..link.IndexOf('>', StringComparison.Ordinal)] : null;
    }

    private static ReadyAnswer Answer(int mebibytes) => new(new byte[mebibytes * Mebibyte], "\"x\"");

    private static HttpRequest Request(string path, string query = "")
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host, request.Path, request.QueryString) = (HttpMethods.Get, "http", new HostString("localhost"), path, new QueryString(query));
        return request;
    }
}
