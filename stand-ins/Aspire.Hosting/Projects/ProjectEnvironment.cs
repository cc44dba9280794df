using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

/// <summary>The variables that every .NET project gets.</summary>
internal static class ProjectEnvironment
{
    public static void Apply(EnvironmentCallbackContext context)
    {
        context.EnvironmentVariables["DOTNET_NOLOGO"] = "1";
        context.EnvironmentVariables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        context.EnvironmentVariables["LOGGING__CONSOLE__FORMATTEROPTIONS__SINGLELINE"] = "true";
        var urls = context.Resource.Annotations.OfType<EndpointAnnotation>()
            .Where(endpoint => endpoint.UriScheme is "http" or "https" && endpoint.TargetPortVariable is null)
            .Select(endpoint => new ListenUrl(endpoint, (IResourceWithEndpoints)context.Resource))
            .ToList();
        if (urls.Count > 0)
        {
            context.EnvironmentVariables["ASPNETCORE_URLS"] = new ListenUrls(urls);
        }
    }

    private sealed record ListenUrl(EndpointAnnotation Endpoint, IResourceWithEndpoints Owner)
    {
        public string For(ValueProviderContext context)
        {
            var port = new EndpointReference(Owner, Endpoint).Part(EndpointProperty.TargetPort, context);
            return string.Create(CultureInfo.InvariantCulture, $"{Endpoint.UriScheme}://{Endpoint.TargetHost}:{port}");
        }
    }

    private sealed record ListenUrls(IReadOnlyList<ListenUrl> Urls) : IValueProvider
    {
        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => GetValueAsync(new ValueProviderContext(), cancellationToken);

        public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
            => new(string.Join(';', Urls.Select(url => url.For(context))));
    }
}
