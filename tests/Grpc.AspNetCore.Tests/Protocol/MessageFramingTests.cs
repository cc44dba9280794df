using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Protocol;

namespace Grpc.AspNetCore.Tests.Protocol;

public sealed class MessageFramingTests
{
    private static readonly Action<byte[], SerializationContext> Announced = (bytes, context) =>
    {
        context.SetPayloadLength(bytes.Length);
        context.GetBufferWriter().Write(bytes);
        context.Complete();
    };

    private static readonly Action<byte[], SerializationContext> Collected = (bytes, context) =>
    {
        context.GetBufferWriter().Write(bytes);
        context.Complete();
    };

    private static readonly Action<byte[], SerializationContext> Whole = (bytes, context) => context.Complete(bytes);

    [Fact]
    public void A_frame_is_a_flag_a_length_and_the_message_however_it_is_serialized() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), given =>
        {
            var bytes = given ?? [];
            return new[] { Announced, Collected, Whole }.All(serializer =>
            {
                var frame = Write(bytes, serializer, null);
                return frame[0] == 0
                    && frame.AsSpan(1, 4).SequenceEqual(new byte[] { 0, 0, (byte)(bytes.Length >> 8), (byte)bytes.Length })
                    && frame.AsSpan(5).SequenceEqual(bytes);
            });
        }));

    [Fact]
    public void A_compressed_message_comes_back() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), given =>
        {
            var bytes = given ?? [];
            var encodings = new CompressionProviders([]);
            return new[] { "gzip", "deflate" }.All(name =>
            {
                encodings.TryGet(name, out var provider).ShouldBeTrue();
                var frame = Write(bytes, Announced, provider);
                var sequence = new ReadOnlySequence<byte>(frame);
                return FrameHeader.TryRead(sequence, null, out var header) && header.IsCompressed && header.Length == frame.Length - 5
                    && new MessagePayload().ReadCompressed(sequence.Slice(5), provider!, bytes.Length, context => context.PayloadAsNewBuffer()).AsSpan().SequenceEqual(bytes);
            });
        }));

    [Fact]
    public void Any_five_bytes_are_a_header_or_a_clear_status() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), given =>
        {
            try
            {
                var isRead = FrameHeader.TryRead(new ReadOnlySequence<byte>(given ?? []), 1000, out var header);
                return isRead == (given?.Length >= 5) && header.Length is >= 0 and <= 1000;
            }
            catch (RpcException refused)
            {
                return refused.StatusCode is StatusCode.Internal or StatusCode.ResourceExhausted;
            }
        }));

    [Fact]
    public void A_bomb_is_stopped_at_the_limit_of_plain_bytes()
    {
        new CompressionProviders([]).TryGet("gzip", out var gzip).ShouldBeTrue();
        var frame = Write(new byte[10_000_000], Announced, gzip);
        frame.Length.ShouldBeLessThan(100_000);
        Should.Throw<RpcException>(() => new MessagePayload().ReadCompressed(
            new ReadOnlySequence<byte>(frame).Slice(5), gzip!, 1_000_000, context => context.PayloadLength)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public void A_serializer_that_breaks_its_word_leaves_nothing_in_the_stream()
    {
        var target = new ArrayBufferWriter<byte>();
        using var writer = new MessageWriter(null);
        Should.Throw<InvalidOperationException>(() => writer.Write("x", (_, _) => { }, target, true));
        Should.Throw<InvalidOperationException>(() => writer.Write("x", Announce(3, "four"), target, true));
        Should.Throw<InvalidOperationException>(() => writer.Write("x", Announce(5, "four"), target, true));
        target.WrittenCount.ShouldBe(0);
        writer.Write("x", Announce(4, "four"), target, true);
        target.WrittenCount.ShouldBe(9);

        static Action<string, SerializationContext> Announce(int length, string text) => (_, context) =>
        {
            context.SetPayloadLength(length);
            var buffer = context.GetBufferWriter();
            foreach (var octet in Encoding.UTF8.GetBytes(text))
            {
                buffer.GetSpan(1)[0] = octet;
                buffer.Advance(1);
            }

            context.Complete();
        };
    }

    [Fact]
    public void A_message_above_the_limit_is_not_written()
    {
        var target = new ArrayBufferWriter<byte>();
        using var writer = new MessageWriter(10);
        foreach (var serializer in new[] { Announced, Collected, Whole })
        {
            Should.Throw<RpcException>(() => writer.Write(new byte[11], serializer, target, true)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        }

        target.WrittenCount.ShouldBe(0);
        writer.Write(new byte[10], Announced, target, true);
        target.WrittenCount.ShouldBe(15);
    }

    private static byte[] Write(byte[] bytes, Action<byte[], SerializationContext> serializer, ICompressionProvider? compression)
    {
        var target = new ArrayBufferWriter<byte>();
        using var writer = new MessageWriter(null) { Compression = compression };
        writer.Write(bytes, serializer, target, true);
        return target.WrittenSpan.ToArray();
    }
}
