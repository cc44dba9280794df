namespace Ctas7.ServiceDefaults.Http;

/// <summary>One fault of the input, as one entry of a problem's <c>errors[]</c>.</summary>
/// <param name="Pointer">Where: an RFC 6901 pointer into the body (<c>/ports/0</c>), or <c>?name</c> for a query parameter, or
/// <c>header:name</c>.</param>
/// <param name="Code">Stable, lower_snake.</param>
/// <param name="Message">What is wrong and what to send instead.</param>
public sealed record ProblemError(string Pointer, string Code, string Message);
