namespace Grpc.Core;

/// <summary>Adds metadata to a call that says who makes it.</summary>
/// <param name="context">The call.</param>
/// <param name="metadata">Where to add it.</param>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);
