await Ctas7.CrateDiscovery.CrateDiscoveryService.Build(args).RunAsync();
