using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>
/// The paging part of a list's query, checked: bind it as a handler's parameter on a route with
/// <see cref="ListRoutes.WithList"/>. Bad values are answered 400 with one entry per parameter in <c>errors[]</c>.
/// </summary>
/// <param name="Limit">1..1000, default 100.</param>
/// <param name="Cursor">Where the page begins: what the previous page's <c>next</c> link carried; null for the first page.</param>
/// <param name="Sort">Fields that the route allows, in order of weight; empty for the route's own order.</param>
/// <param name="Count">False for <c>count=none</c>: no <c>X-Total-Count</c> is wanted.</param>
public sealed record ListQuery(int Limit, ListCursor? Cursor, IReadOnlyList<SortField> Sort, bool Count)
{
    /// <summary>Page size where the query names none.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Largest page size.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Binds from the request; called by minimal APIs.</summary>
    /// <exception cref="ProblemException">400, with every fault of the query.</exception>
    public static ValueTask<ListQuery?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var allowed = context.GetEndpoint()?.Metadata.GetMetadata<ListParameters>();
        return ValueTask.FromResult<ListQuery?>(Parse(context.Request.Query, allowed?.Sortable ?? []));
    }

    /// <summary>Reads and checks the paging parameters of a query.</summary>
    /// <exception cref="ProblemException">400, with every fault of the query.</exception>
    public static ListQuery Parse(IQueryCollection query, IReadOnlyList<string> sortable)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(sortable);
        var errors = new List<ProblemError>();
        var sort = ParseSort(Single(query, "sort", errors), sortable, errors);
        var list = new ListQuery(
            ParseLimit(Single(query, "limit", errors), errors),
            ParseCursor(Single(query, "cursor", errors), sort, errors),
            sort,
            ParseCount(Single(query, "count", errors), errors));
        return errors.Count == 0 ? list : throw new ProblemException(400, "bad_query", "The query of this list is not valid.", errors: errors);
    }

    /// <summary>A cursor that begins the page after the item with these sort keys, bound to this query's order.</summary>
    public string After(params IReadOnlyList<string> keys) => new ListCursor(SortText(Sort), keys).Encode();

    internal static string SortText(IEnumerable<SortField> sort) =>
        string.Join(',', sort.Select(field => field.Descending ? $"-{field.Name}" : field.Name));

    private static string? Single(IQueryCollection query, string name, List<ProblemError> errors)
    {
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count == 1 && !string.IsNullOrEmpty(values[0]))
        {
            return values[0];
        }

        errors.Add(new ProblemError($"?{name}", "bad_value", $"'{name}' is given once and with a value."));
        return null;
    }

    private static int ParseLimit(string? text, List<ProblemError> errors)
    {
        if (text is null)
        {
            return DefaultLimit;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }

        errors.Add(new ProblemError("?limit", "out_of_range", $"'limit' is a whole number from 1 to {MaxLimit}."));
        return DefaultLimit;
    }

    private static ListCursor? ParseCursor(string? text, IReadOnlyList<SortField> sort, List<ProblemError> errors)
    {
        if (text is null)
        {
            return null;
        }

        if (ListCursor.TryDecode(text, out var cursor) && cursor.Order == SortText(sort))
        {
            return cursor;
        }

        errors.Add(new ProblemError(
            "?cursor", "bad_cursor", "'cursor' is taken unchanged from the previous page's next link, with the same 'sort'."));
        return null;
    }

    private static List<SortField> ParseSort(string? text, IReadOnlyList<string> sortable, List<ProblemError> errors)
    {
        var fields = new List<SortField>();
        foreach (var part in text?.Split(',') ?? [])
        {
            var field = part is ['-', ..] ? new SortField(part[1..], Descending: true) : new SortField(part, Descending: false);
            if (!sortable.Contains(field.Name, StringComparer.Ordinal))
            {
                var known = sortable.Count == 0 ? "this list has one order only" : $"known are {string.Join(", ", sortable)}";
                errors.Add(new ProblemError("?sort", "unknown_field", $"'{field.Name}' is no field to sort by; {known}."));
            }
            else if (fields.Exists(earlier => earlier.Name == field.Name))
            {
                errors.Add(new ProblemError("?sort", "repeated_field", $"'{field.Name}' is named twice."));
            }
            else
            {
                fields.Add(field);
            }

            if (errors.Count > 10)
            {
                break;
            }
        }

        return fields;
    }

    private static bool ParseCount(string? text, List<ProblemError> errors)
    {
        if (text is not (null or "none"))
        {
            errors.Add(new ProblemError("?count", "bad_value", "'count' is absent or 'none'."));
        }

        return text is null;
    }
}
