using Aspire.Hosting.Tests.Running;

return args switch
{
    ["serve", ..] => await SmallService.RunAsync(),
    ["apphost", .. var settings] => await SmallAppHost.RunAsync(settings),
    _ => 64,
};
