using Microsoft.AspNetCore.Mvc;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>Thrown anywhere below a route, it becomes exactly the answer that <see cref="Problem"/> describes.</summary>
public sealed class ProblemException : Exception
{
    /// <param name="problem">Made by <see cref="Problems.Details"/>.</param>
    /// <param name="inner">The cause; logged, never sent.</param>
    public ProblemException(ProblemDetails problem, Exception? inner = null)
        : base((problem ?? throw new ArgumentNullException(nameof(problem))).Detail ?? problem.Title, inner) => Problem = problem;

    /// <inheritdoc cref="Problems.Details"/>
    public ProblemException(
        int status, string code, string detail, bool? retryable = null, IReadOnlyList<ProblemError>? errors = null, Exception? inner = null)
        : this(Problems.Details(status, code, detail, retryable, errors), inner) { }

    /// <summary>What is sent.</summary>
    public ProblemDetails Problem { get; }
}
