namespace Ctas7.CrateDiscovery.Registry;

/// <summary>One field of a <c>SmartCrate</c> that a change gave another value.</summary>
/// <param name="Field">Its name in JSON.</param>
/// <param name="Before">The value before as JSON text, where it is a scalar of at most <see cref="CrateHistory.MostValueBytes"/>; else null.</param>
/// <param name="After">The value after, likewise.</param>
public sealed record FieldChange(string Field, string? Before, string? After);
