using System.Text;
using Ctas7.Realtime.Tests.Support;

namespace Ctas7.Realtime.Tests.WebSockets;

/// <summary>Frames that no honest client sends: a clear close code, and the service lives.</summary>
[Collection(SharedReplica.Collection)]
public sealed class FrameTests(SharedReplica shared)
{
    private const byte Text = 0x81;
    private const byte TextBegins = 0x01;
    private const byte Continues = 0x00;
    private const byte Ends = 0x80;

    [Fact]
    public Task An_unmasked_frame_is_a_protocol_error() =>
        ClosesAsync(1002, client => client.FrameAsync(Text, """{"type":"ping"}"""u8, masked: false));

    [Theory]
    [InlineData(0x83)]
    [InlineData(0x87)]
    [InlineData(0x8b)]
    [InlineData(0x8f)]
    public Task A_reserved_opcode_is_a_protocol_error(byte first) => ClosesAsync(1002, client => client.FrameAsync(first, "x"u8));

    [Theory]
    [InlineData(0xc1)]
    [InlineData(0xa1)]
    [InlineData(0x91)]
    public Task A_reserved_bit_is_a_protocol_error(byte first) => ClosesAsync(1002, client => client.FrameAsync(first, "x"u8));

    [Theory]
    [InlineData(0x08)]
    [InlineData(0x09)]
    [InlineData(0x0a)]
    public Task A_fragmented_control_frame_is_a_protocol_error(byte first) => ClosesAsync(1002, client => client.FrameAsync(first, "x"u8));

    [Fact]
    public Task A_ping_of_more_than_125_bytes_is_a_protocol_error() => ClosesAsync(1002, client => client.FrameAsync(0x89, new byte[126]));

    [Fact]
    public Task A_continuation_of_nothing_is_a_protocol_error() => ClosesAsync(1002, client => client.FrameAsync(Ends, "x"u8));

    [Fact]
    public Task A_new_message_within_another_is_a_protocol_error() => ClosesAsync(1002, async client =>
    {
        await client.FrameAsync(TextBegins, "{"u8);
        await client.FrameAsync(Text, "}"u8);
    });

    [Fact]
    public Task A_negative_length_is_a_protocol_error() =>
        ClosesAsync(1002, client => client.Stream.WriteAsync(new byte[] { Text, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0 }).AsTask());

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc0, 0x80 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xe2, 0x82 })]
    public Task Text_that_is_not_UTF8_is_1007(byte[] text) => ClosesAsync(1007, client => client.FrameAsync(Text, text));

    [Fact]
    public Task A_binary_message_is_1003() => ClosesAsync(1003, client => client.FrameAsync(0x82, "x"u8));

    [Fact]
    public Task A_message_over_the_limit_is_1009() => ClosesAsync(1009, client => client.FrameAsync(Text, new string('x', (64 * 1024) + 1).Select(letter => (byte)letter).ToArray()));

    [Fact]
    public Task A_message_over_the_limit_in_many_fragments_is_1009() => ClosesAsync(1009, async client =>
    {
        await client.FrameAsync(TextBegins, "x"u8);
        for (var sent = 1; sent <= 64 * 1024; sent += 1_024)
        {
            await client.FrameAsync(Continues, new byte[1_024].Select(_ => (byte)'x').ToArray());
        }
    });

    [Fact]
    public Task A_flood_of_fragments_is_1008() => ClosesAsync(1008, async client =>
    {
        await client.FrameAsync(TextBegins, "x"u8);
        for (var sent = 0; sent < 1_100; sent++)
        {
            await client.FrameAsync(Continues, []);
        }
    });

    [Fact]
    public async Task A_message_in_fragments_with_a_ping_between_is_understood()
    {
        using var client = await RawClient.ConnectAsync(shared.Replica.Port);
        await client.FrameAsync(TextBegins, """{"type":"""u8);
        await client.FrameAsync(0x89, "beat"u8);
        await client.FrameAsync(Ends, "\"ping\"}"u8);
        var frames = new List<(int Opcode, string Text)>();
        while (frames.Count < 3)
        {
            var frame = (await client.ReadFrameAsync()).ShouldNotBeNull();
            frames.Add((frame.Opcode, Encoding.UTF8.GetString(frame.Payload)));
        }

        frames.ShouldContain((10, "beat"));
        frames.ShouldContain(frame => frame.Opcode == 1 && frame.Text.Contains("\"pong\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_close_is_answered_with_a_close()
    {
        using var client = await RawClient.ConnectAsync(shared.Replica.Port);
        await client.FrameAsync(0x88, [0x03, 0xe8]);
        (await client.ReadCloseAsync()).ShouldNotBeNull().Code.ShouldBe(1000);
    }

    [Theory]
    [InlineData(new byte[] { 0x03 })]
    [InlineData(new byte[] { 0x03, 0xed })]
    [InlineData(new byte[] { 0x00, 0x00 })]
    public Task A_close_with_a_code_that_may_not_be_sent_is_a_protocol_error(byte[] payload) => ClosesAsync(1002, client => client.FrameAsync(0x88, payload));

    private async Task ClosesAsync(int code, Func<RawClient, Task> misbehave)
    {
        using var client = await RawClient.ConnectAsync(shared.Replica.Port);
        var closed = client.ReadCloseAsync();
        try
        {
            await misbehave(client);
        }
        catch (IOException)
        {
            // The service had enough before all was written.
        }

        (await closed).ShouldNotBeNull().Code.ShouldBe(code);
        (await shared.Replica.Http.GetAsync(new Uri("/alive", UriKind.Relative))).IsSuccessStatusCode.ShouldBeTrue();
    }
}
