using Ctas7.Gateway.Drain;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.Gateway.Tests.Drain;

public sealed class FrameBoundaryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void A_frame_of_any_length_ends_where_it_ends(int length)
    {
        foreach (var masked in new[] { false, true })
        {
            var frame = Frame(opcode: 2, length, masked);
            var boundary = new FrameBoundary();
            boundary.Advance(frame.AsSpan(0, frame.Length - 1));
            boundary.IsHere.ShouldBeFalse();
            boundary.Advance(frame.AsSpan(frame.Length - 1));
            boundary.IsHere.ShouldBeTrue();
            boundary.SawClose.ShouldBeFalse();
        }
    }

    [Fact]
    public void However_a_stream_is_cut_into_pieces_its_frames_end_at_the_same_places() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<byte[], PositiveInt>((lengths, size) =>
        {
            byte[] stream = [.. lengths.SelectMany((length, index) => Frame(opcode: 1, length * 3, masked: index % 2 == 0))];
            var expected = new HashSet<int>();
            for (var (end, index) = (0, 0); index < lengths.Length; index++)
            {
                end += Frame(opcode: 1, lengths[index] * 3, masked: index % 2 == 0).Length;
                expected.Add(end);
            }

            var boundary = new FrameBoundary();
            for (var at = 0; at < stream.Length;)
            {
                var piece = stream.AsSpan(at, Math.Min(size.Get, stream.Length - at));
                at += boundary.AdvanceToEnd(piece);
                if (boundary.IsHere != expected.Contains(at))
                {
                    return false;
                }
            }

            return boundary.IsHere;
        }));

    [Fact]
    public void A_close_frame_is_seen()
    {
        var boundary = new FrameBoundary();
        boundary.Advance([.. Frame(opcode: 1, 5, masked: false), .. Frame(opcode: 8, 2, masked: false)]);

        boundary.SawClose.ShouldBeTrue();
        boundary.IsHere.ShouldBeTrue();
    }

    [Fact]
    public void It_stops_at_the_first_end_within_a_piece()
    {
        byte[] two = [.. Frame(opcode: 1, 5, masked: false), .. Frame(opcode: 1, 5, masked: false)];

        new FrameBoundary().AdvanceToEnd(two).ShouldBe(two.Length / 2);
    }

    private static byte[] Frame(int opcode, int length, bool masked)
    {
        var mask = masked ? 0x80 : 0;
        byte[] size = length switch
        {
            < 126 => [(byte)(mask | length)],
            <= 65_535 => [(byte)(mask | 126), (byte)(length >> 8), (byte)length],
            _ => [(byte)(mask | 127), 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };
        return [(byte)(0x80 | opcode), .. size, .. masked ? new byte[4] : [], .. new byte[length]];
    }
}
