using Ctas7.ServiceDefaults;
using Ctas7.ServiceDefaults.Bus;
using Ctas7.ServiceDefaults.Hosting;
using Ctas7.ServiceDefaults.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

// A service like any other of the suite, which the tests of starting and stopping run as a process.
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddValidatedOptions<ProcessOptions>("Process");
if (builder.Configuration.GetConnectionString("rabbitmq") is not null)
{
    builder.AddServiceBus();
}

var app = builder.Build();
app.UseServiceDefaults();
app.MapGet("/quick", () => "quick");
app.MapGet("/slow", async (int ms, CancellationToken stop) =>
{
    await Task.Delay(TimeSpan.FromMilliseconds(ms), stop);
    return "slow";
});
app.Run();
