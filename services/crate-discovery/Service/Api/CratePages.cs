using System.Globalization;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>Pages of crates.</summary>
internal static class CratePages
{
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
        var items = passing.GetRange(first, Math.Min(page.Limit, passing.Count - first));
        var next = first + items.Count < passing.Count ? page.After(items[^1].keys) : null;
        return new ReadyAnswer(
            JsonArray.Join(items.ConvertAll(item => shape.Write(item.crate))),
            ETags.Of(snapshot.Epoch, snapshot.Revision.ToString(CultureInfo.InvariantCulture), request.QueryString.Value),
            ListLinks.Next(request, next),
            page.Count ? passing.Count : null);
    }
}
