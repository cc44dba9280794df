using Ctas7.Realtime;

await RealtimeService.Build(args).RunAsync();
