using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>Texts of a query string.</summary>
internal static class QueryText
{
    /// <summary>The one value of a parameter; null when it is absent. Given twice or empty is a fault.</summary>
    internal static string? Single(IQueryCollection query, string name, List<ProblemError> errors)
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

    /// <summary>True or false of a parameter that is given at most once; false when it is not given.</summary>
    internal static bool Flag(IQueryCollection query, string name, List<ProblemError> errors)
    {
        if (Single(query, name, errors) is not { } text)
        {
            return false;
        }

        if (!bool.TryParse(text, out var value))
        {
            errors.Add(new ProblemError($"?{name}", "bad_value", $"'{name}' is true or false."));
        }

        return value;
    }

    /// <summary>Throws the 400 that says all of <paramref name="errors"/>, if there are any.</summary>
    internal static void ThrowIfAny(List<ProblemError> errors)
    {
        if (errors.Count > 0)
        {
            throw new ProblemException(400, "bad_query", "The query is not valid.", errors: errors);
        }
    }
}
