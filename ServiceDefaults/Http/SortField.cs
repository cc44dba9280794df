namespace Ctas7.ServiceDefaults.Http;

/// <summary>One field of <c>?sort=field,-field</c>.</summary>
public sealed record SortField(string Name, bool Descending);
