namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Registration of what lives for one term.</summary>
public static class TermServices
{
    /// <summary>
    /// Adds a service of which each term has one. It is to be had from the term only (<see cref="CurrentTerm"/>): asking a request's scope
    /// for it fails, instead of making a second one.
    /// </summary>
    public static IServiceCollection AddPerTerm<T>(this IServiceCollection services)
        where T : class
        => services.AddScoped(scope => scope.GetRequiredService<Term>().HasBegun
            ? ActivatorUtilities.CreateInstance<T>(scope)
            : throw new InvalidOperationException($"{typeof(T).Name} belongs to a term: take it from CurrentTerm.Running."));

    /// <summary>The same for a service that works on its own while the term lasts.</summary>
    public static IServiceCollection AddTermWorker<T>(this IServiceCollection services)
        where T : class, ITermWorker
        => services.AddPerTerm<T>().AddScoped<ITermWorker>(scope => scope.GetRequiredService<T>());
}
