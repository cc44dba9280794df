using Ctas7.Realtime.Connections;

namespace Ctas7.Realtime.Tests.Connections;

public sealed class AsyncSignalTests
{
    [Fact]
    public async Task A_signal_before_the_wait_is_kept_and_many_are_one()
    {
        var signal = new AsyncSignal();
        signal.Set();
        signal.Set();
        await signal.WaitAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        var second = signal.WaitAsync();
        second.IsCompleted.ShouldBeFalse();
        signal.Set();
        await second.AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task No_signal_is_lost_between_a_reader_and_many_setters()
    {
        const int setters = 4, each = 20_000;
        var signal = new AsyncSignal();
        var published = 0;
        var setting = Enumerable.Range(0, setters).Select(_ => Task.Run(() =>
        {
            for (var count = 0; count < each; count++)
            {
                Interlocked.Increment(ref published);
                signal.Set();
            }
        })).ToArray();
        var reading = Task.Run(async () =>
        {
            while (Volatile.Read(ref published) < setters * each)
            {
                await signal.WaitAsync();
            }
        });

        await Task.WhenAll([.. setting, reading]).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
