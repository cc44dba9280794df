using Ctas7.Realtime.Feeds;
using Ctas7.Realtime.History;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.Realtime.Tests.Feeds;

public sealed class FeedRingTests
{
    [Fact]
    public void It_holds_the_newest_items_within_both_bounds_and_nothing_else() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt[]>(), sizes =>
        {
            var ring = new FeedRing(maxItems: 8, maxBytes: 100);
            var model = new List<(long Sequence, int Size)>();
            foreach (var size in sizes.Select(item => item.Get % 120))
            {
                var item = ring.Add(new LogPosition("e", model.Count + 1), new byte[size], isEvent: true);
                model.Add((item.Sequence, size));
                Agrees(ring, model);
            }
        }));

    [Fact]
    public async Task Readers_without_a_lock_see_each_item_once_and_in_order_or_learn_that_they_fell_behind()
    {
        var ring = new FeedRing(maxItems: 64, maxBytes: 1 << 20);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadAll(ring, 50_000))).ToArray();
        for (var number = 0; number < 50_000; number++)
        {
            ring.Add(new LogPosition("e", number), ReadOnlyMemory<byte>.Empty, isEvent: true);
        }

        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static void Agrees(FeedRing ring, List<(long Sequence, int Size)> model)
    {
        ring.Next.ShouldBe(model.Count);
        var kept = model.Where(item => item.Sequence >= ring.First).ToArray();
        kept.Length.ShouldBeInRange(1, 8);
        (kept.Length == 1 || kept.Sum(item => item.Size) <= 100).ShouldBeTrue("only the newest item may exceed the bound");
        if (ring.First > 0)
        {
            var oneMore = kept.Sum(item => item.Size) + model[(int)ring.First - 1].Size;
            (kept.Length == 8 || oneMore > 100).ShouldBeTrue("an item was dropped that fits");
        }

        foreach (var (sequence, size) in model)
        {
            ring.TryGet(sequence, out var item).ShouldBe(sequence >= ring.First);
            item?.Json.Length.ShouldBe(size);
        }

        ring.TryGet(ring.Next, out _).ShouldBeFalse();
    }

    private static void ReadAll(FeedRing ring, long end)
    {
        for (var cursor = 0L; cursor < end;)
        {
            if (ring.TryGet(cursor, out var item))
            {
                item.Position.Offset.ShouldBe(cursor++);
            }
            else if (cursor < ring.First)
            {
                cursor = ring.First;
            }
        }
    }
}
