namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>A clock an hour ahead: every file looks as if nobody had touched it for long.</summary>
public sealed class AheadClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromHours(1);
}
