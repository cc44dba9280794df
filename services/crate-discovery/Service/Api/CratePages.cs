using System.Globalization;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>Pages of crates.</summary>
internal static class CratePages
{
    /// <summary>A page ends before the crate that would make it longer than 32 MiB; its next link goes on there.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    /// <summary>The page that a query asks for.</summary>
    /// <exception cref="ProblemException">400: the query is not valid.</exception>
    internal static ReadyAnswer List(RegistrySnapshot snapshot, ListQuery page, HttpRequest request)
    {
        var errors = new List<ProblemError>();
        var filter = CrateFilter.Parse(request.Query, errors);
        var shape = CrateShape.Parse(request.Query, errors);
        var order = new CrateOrder(page.Sort);
        if (page.Cursor is { } cursor && !order.Fits(cursor.Keys))
        {
            errors.Add(new ProblemError("?cursor", "bad_cursor", "'cursor' is taken unchanged from the previous page's next link, with the same 'sort'."));
        }

        QueryText.ThrowIfAny(errors);
        var passing = snapshot.ByPath.Values.Where(filter.Passes).Select(crate => (crate, keys: order.Keys(crate))).ToList();
        passing.Sort((x, y) => order.Compare(x.keys, y.keys));
        var first = page.Cursor is null ? 0 : passing.FindIndex(item => order.Compare(item.keys, page.Cursor.Keys) > 0) is var at and >= 0 ? at : passing.Count;
        var items = Fill(passing.Skip(first).Take(page.Limit).Select(item => shape.Write(item.crate)));
        var end = first + items.Count;
        var next = end < passing.Count ? page.After(passing[end - 1].keys) : null;
        return new ReadyAnswer(
            JsonArray.Join(items),
            ETags.Of(snapshot.Epoch, snapshot.Revision.ToString(CultureInfo.InvariantCulture), request.QueryString.Value),
            ListLinks.Next(request, next),
            page.Count ? passing.Count : null);
    }

    /// <summary>As many as fit into a page; always the first.</summary>
    private static List<ReadOnlyMemory<byte>> Fill(IEnumerable<ReadOnlyMemory<byte>> crates)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        var bytes = 0L;
        foreach (var crate in crates)
        {
            bytes += crate.Length;
            if (bytes > MostBytes && items.Count > 0)
            {
                break;
            }

            items.Add(crate);
        }

        return items;
    }
}
