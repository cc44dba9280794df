using Ctas7.Testing;

namespace Ctas7.ServiceDefaults.Tests.Hosting;

/// <summary>This test assembly's Program.cs as a process of its own.</summary>
public sealed class ServiceProcess : ServerProcess
{
    public int Port { get; } = FreePorts.One();

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public static ServiceProcess Start(params string[] arguments)
    {
        var service = new ServiceProcess();
        service.Launch("dotnet", [typeof(ServiceProcess).Assembly.Location, $"--urls=http://127.0.0.1:{service.Port}", .. arguments]);
        return service;
    }

    public async Task<ServiceProcess> ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.True(async () => (await client.GetAsync("/alive")).IsSuccessStatusCode, "the service answers");
        return this;
    }

    public void Terminate()
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{Process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync()
    {
        await Process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return Process.ExitCode;
    }
}
