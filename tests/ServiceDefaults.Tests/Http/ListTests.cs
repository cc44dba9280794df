using System.Net;
using System.Text.Json;
using Ctas7.ServiceDefaults.Http;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;

namespace Ctas7.ServiceDefaults.Tests.Http;

public sealed class ListTests
{
    private sealed record Item(int Number, string LongName);

    private static Task<RunningService> StartAsync(string? etag = null) => RunningService.StartAsync(app =>
    {
        app.MapGet("/items", (ListQuery query, string? parity) =>
        {
            var numbers = Enumerable.Range(1, 250).Where(number => parity is null || (number % 2 == 0) == (parity == "even"));
            numbers = query.Sort is [{ Name: "number", Descending: true }] ? numbers.Reverse() : numbers;
            var after = query.Cursor is { Keys: [var key] } ? numbers.SkipWhile(number => number.ToString() != key).Skip(1) : numbers;
            var page = after.Take(query.Limit).Select(number => new Item(number, $"item {number}")).ToList();
            var next = after.Skip(query.Limit).Any() ? query.After(page[^1].Number.ToString()) : null;
            return new ListResult<Item>(page, next, query.Count ? numbers.Count() : null, etag);
        }).WithList(["number", "long_name"], "parity");
        app.MapGet("/one", () => "one").WithQuery("fields");
        app.MapGet("/plain", () => "plain").WithQuery();
    });

    [Fact]
    public async Task The_next_links_lead_through_all_pages_once()
    {
        await using var service = await StartAsync();
        var seen = new List<int>();
        for (var url = "/items?limit=40&sort=-number&parity=even"; url is not null;)
        {
            var response = await service.Client.GetAsync(url);
            var body = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement;
            seen.AddRange(body.EnumerateArray().Select(item => item.GetProperty("number").GetInt32()));
            response.Headers.GetValues("X-Total-Count").ShouldBe(["125"]);
            url = response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        seen.ShouldBe(Enumerable.Range(1, 250).Where(number => number % 2 == 0).Reverse());
    }

    [Fact]
    public async Task A_page_holds_100_by_default_and_a_plain_array_in_wire_names()
    {
        await using var service = await StartAsync();
        var response = await service.Client.GetAsync("/items?count=none");
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        body.GetArrayLength().ShouldBe(100);
        body[0].GetProperty("long_name").GetString().ShouldBe("item 1");
        response.Headers.Contains("X-Total-Count").ShouldBeFalse();
    }

    [Theory]
    [InlineData("limit=0", "?limit", "out_of_range")]
    [InlineData("limit=1001", "?limit", "out_of_range")]
    [InlineData("limit=-1", "?limit", "out_of_range")]
    [InlineData("limit=ten", "?limit", "out_of_range")]
    [InlineData("limit=99999999999999999999", "?limit", "out_of_range")]
    [InlineData("limit=1&limit=2", "?limit", "bad_value")]
    [InlineData("limit=", "?limit", "bad_value")]
    [InlineData("sort=secret", "?sort", "unknown_field")]
    [InlineData("sort=number,-number", "?sort", "repeated_field")]
    [InlineData("sort=number,,", "?sort", "unknown_field")]
    [InlineData("cursor=nonsense", "?cursor", "bad_cursor")]
    [InlineData("cursor=AAAA", "?cursor", "bad_cursor")]
    [InlineData("count=all", "?count", "bad_value")]
    [InlineData("offset=3", "?offset", "unknown_parameter")]
    [InlineData("Limit=3", "?Limit", "unknown_parameter")]
    public async Task A_bad_query_is_400_and_names_the_parameter(string query, string pointer, string code)
    {
        await using var service = await StartAsync();
        var response = await service.Client.GetAsync($"/items?{query}");
        var body = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, code == "unknown_parameter" ? code : "bad_query");
        body.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
        body.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task All_faults_of_a_query_are_told_at_once()
    {
        await using var service = await StartAsync();
        var body = await (await service.Client.GetAsync("/items?limit=0&sort=x&count=y")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad_query");
        body.GetProperty("errors").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        await using var service = await StartAsync();
        var link = (await service.Client.GetAsync("/items?limit=10&sort=-number")).Headers.GetValues("Link").Single();
        var cursor = link.Split("cursor=")[1].Split('>')[0];
        await (await service.Client.GetAsync($"/items?limit=10&sort=number&cursor={cursor}")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad_query");
    }

    [Fact]
    public async Task Other_routes_state_their_parameters_too()
    {
        await using var service = await StartAsync();
        (await service.Client.GetStringAsync("/one?fields=a")).ShouldBe("one");
        await (await service.Client.GetAsync("/one?field=a")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "unknown_parameter");
        await (await service.Client.GetAsync("/plain?x")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "unknown_parameter");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"r7\"")]
    public async Task A_list_that_the_client_has_is_304(string? etag)
    {
        await using var service = await StartAsync(etag);
        var first = await service.Client.GetAsync("/items");
        var tag = first.Headers.ETag.ShouldNotBeNull();
        tag.IsWeak.ShouldBeFalse();
        foreach (var condition in new[] { tag.Tag, $"\"other\", {tag.Tag}", $"W/{tag.Tag}", "*" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/items");
            request.Headers.TryAddWithoutValidation("If-None-Match", condition);
            var second = await service.Client.SendAsync(request);
            second.StatusCode.ShouldBe(HttpStatusCode.NotModified, condition);
            second.Headers.ETag.ShouldBe(tag);
            (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }

        using var other = new HttpRequestMessage(HttpMethod.Get, "/items");
        other.Headers.TryAddWithoutValidation("If-None-Match", "\"other\", not a tag");
        (await service.Client.SendAsync(other)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Any_cursor_comes_back_as_it_was() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>[]>(), keys =>
        {
            var cursor = new ListCursor("-name", [.. keys.Select(key => key.Get.Replace("\uD800", "", StringComparison.Ordinal)).Where(IsText)]);
            return ListCursor.TryDecode(cursor.Encode(), out var back) && back.Order == cursor.Order && back.Keys.SequenceEqual(cursor.Keys);
        }));

    [Fact]
    public void No_text_makes_decoding_throw() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => ListCursor.TryDecode(text.Get, out _) || true));

    /// <summary>A lone surrogate is no text and cannot be encoded.</summary>
    private static bool IsText(string key) => key.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);
}
