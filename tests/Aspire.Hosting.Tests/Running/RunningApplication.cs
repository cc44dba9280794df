using Aspire.Hosting.ApplicationModel;
using Ctas7.Testing.Suite;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Tests.Running;

/// <summary>A real application on a real DCP, with its own data folder; disposing stops it and removes the folder.</summary>
internal sealed class RunningApplication : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private RunningApplication(DistributedApplication application, string data) => (Application, Data) = (application, data);

    /// <summary>The project of this assembly, which runs as <see cref="SmallService"/> with the argument <c>serve</c>.</summary>
    public static string ThisProject => Path.Combine(Checkout.Root, "tests", "Aspire.Hosting.Tests", "Aspire.Hosting.Tests.csproj");

    public DistributedApplication Application { get; }

    /// <summary>Its data folder.</summary>
    public string Data { get; }

    public ResourceNotificationService States => Application.ResourceNotifications;

    /// <summary>Starts what <paramref name="describe"/> describes.</summary>
    public static async Task<RunningApplication> StartAsync(Action<IDistributedApplicationBuilder> describe, bool dashboard = false, params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("aspire-test-").FullName;
        var running = new RunningApplication(Describe(describe, data, dashboard, settings).Build(), data);
        try
        {
            await running.Application.StartAsync();
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public static IDistributedApplicationBuilder Describe(Action<IDistributedApplicationBuilder> describe, string data, bool dashboard = false, params string[] settings)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--data", data, .. settings],
            ProjectDirectory = Path.Combine(Checkout.Root, "AppHost"),
            DisableDashboard = !dashboard,
            DashboardApplicationName = "tests",
        });
        describe(builder);
        return builder;
    }

    public T Service<T>()
        where T : notnull => Application.Services.GetRequiredService<T>();

    public Task<ResourceEvent> HealthyAsync(string resource) => States.WaitForResourceHealthyAsync(resource).WaitAsync(Patience);

    public Task<ResourceEvent> WhenAsync(string resource, Func<CustomResourceSnapshot, bool> condition)
        => States.WaitForResourceAsync(resource, change => condition(change.Snapshot)).WaitAsync(Patience);

    /// <summary>A client of a resource's http endpoint.</summary>
    public HttpClient ClientOf(string resource)
    {
        var model = Service<DistributedApplicationModel>();
        model.Resources.TryGetByName(resource, out var found).ShouldBeTrue();
        return new HttpClient { BaseAddress = new Uri(((IResourceWithEndpoints)found!).GetEndpoint("http").Url), Timeout = TimeSpan.FromSeconds(10) };
    }

    public static int PidOf(CustomResourceSnapshot snapshot)
        => snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is int pid ? pid : 0;

    public async ValueTask DisposeAsync()
    {
        await Application.StopAsync();
        await Application.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }
}
