using System.Collections.Concurrent;
using System.Net;
using Ctas7.ServiceDefaults.Cache;
using Ctas7.Testing;

namespace Ctas7.ServiceDefaults.Tests.Cache;

public sealed class RedisConnectionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static Task<RunningService> StartAsync(RedisServer server) => RunningService.StartAsync(
        configure: builder => builder.AddRedis(),
        settings: [("ConnectionStrings:redis", server.ConnectionString), ("Redis:ProbeIntervalMs", "200"), ("Redis:CommandTimeoutMs", "500")]);

    private static Task ConnectedAsync(RedisConnection redis) => Eventually.True(() => redis.IsConnected, "Redis is connected", Soon);

    [Fact]
    public async Task It_reads_what_it_wrote()
    {
        await using var server = await RedisServer.StartAsync();
        await using var service = await StartAsync(server);
        var redis = service.Service<RedisConnection>();
        await ConnectedAsync(redis);
        await redis.Database.StringSetAsync("key", "value");
        ((string)await redis.Database.StringGetAsync("key")).ShouldBe("value");
        ((string)await redis.RunAsync(database => database.StringGetAsync("key"))).ShouldBe("value");
    }

    [Fact]
    public async Task After_kill_and_restart_of_the_server_commands_and_subscriptions_work_again_and_Restored_says_so()
    {
        await using var server = await RedisServer.StartAsync();
        await using var service = await StartAsync(server);
        var redis = service.Service<RedisConnection>();
        var heard = new ConcurrentQueue<string>();
        var restored = 0;
        redis.Restored += () => Interlocked.Increment(ref restored);
        await ConnectedAsync(redis);
        await redis.Subscriber.SubscribeAsync("news", (_, message) => heard.Enqueue(message!));
        await redis.Subscriber.PublishAsync("news", "before");
        await Eventually.True(() => heard.Contains("before"), "the first message arrives", Soon);

        for (var round = 1; round <= 3; round++)
        {
            var before = Volatile.Read(ref restored);
            await server.KillAsync();
            await Eventually.True(() => !redis.IsConnected, "the loss is noticed", Soon);
            var refused = await Should.ThrowAsync<Exception>(() => redis.RunAsync(database => database.PingAsync()));
            (refused is RedisUnavailableException or StackExchange.Redis.RedisConnectionException).ShouldBeTrue(refused.ToString());
            await server.RestartAsync();
            await Eventually.True(() => Volatile.Read(ref restored) > before, "Restored is raised", Soon);
            await redis.Database.StringSetAsync("round", round);
            await redis.Subscriber.PublishAsync("news", $"round {round}");
            await Eventually.True(() => heard.Contains($"round {round}"), $"the subscription hears round {round}", Soon);
        }

        heard.Count.ShouldBe(4, "every message is delivered once");
    }

    [Fact]
    public async Task The_service_starts_without_the_server_and_connects_when_it_comes()
    {
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var service = await StartAsync(server);
        var redis = service.Service<RedisConnection>();
        var heard = new ConcurrentQueue<string>();
        await redis.Subscriber.SubscribeAsync("early", (_, message) => heard.Enqueue(message!));
        (await service.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await service.Client.GetAsync("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await server.RestartAsync();
        await ConnectedAsync(redis);
        (await service.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await redis.Subscriber.PublishAsync("early", "bird");
        await Eventually.True(() => heard.Contains("bird"), "a subscription made without the server works", Soon);
    }

    [Fact]
    public async Task A_server_that_hangs_fails_commands_in_time_and_is_used_again_when_it_answers()
    {
        await using var server = await RedisServer.StartAsync();
        await using var service = await StartAsync(server);
        var redis = service.Service<RedisConnection>();
        await ConnectedAsync(redis);
        Signal(server, "-STOP");
        try
        {
            var direct = redis.Database.StringGetAsync("key");
            var failure = await Should.ThrowAsync<Exception>(() => redis.RunAsync(database => database.StringGetAsync("key")).WaitAsync(Soon));
            (failure is TimeoutException or RedisUnavailableException or StackExchange.Redis.RedisConnectionException).ShouldBeTrue(failure.ToString());
            await Eventually.True(() => !redis.IsConnected, "the hang is noticed", Soon);
            await Should.ThrowAsync<StackExchange.Redis.RedisException>(() => direct.WaitAsync(Soon), "a command of its own is given up with the connection");
        }
        finally
        {
            Signal(server, "-CONT");
        }

        await ConnectedAsync(redis);
        await redis.Database.StringSetAsync("key", "again");
    }

    [Fact]
    public async Task An_unsubscribed_handler_stays_silent_also_after_a_reconnect()
    {
        await using var server = await RedisServer.StartAsync();
        await using var service = await StartAsync(server);
        var redis = service.Service<RedisConnection>();
        var (kept, dropped) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        void Drop(StackExchange.Redis.RedisChannel channel, StackExchange.Redis.RedisValue message) => dropped.Enqueue(message!);
        await ConnectedAsync(redis);
        await redis.Subscriber.SubscribeAsync("both", Drop);
        await redis.Subscriber.SubscribeAsync("both", (_, message) => kept.Enqueue(message!));
        await redis.Subscriber.UnsubscribeAsync("both", Drop);
        await server.KillAsync();
        await server.RestartAsync();
        await Eventually.True(async () => { await redis.Subscriber.PublishAsync("both", "x"); return !kept.IsEmpty; }, "the other handler hears", Soon);
        dropped.ShouldBeEmpty();
    }

    private static void Signal(RedisServer server, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [signal, $"{server.Process.Id}"]);
        kill.WaitForExit();
    }
}
