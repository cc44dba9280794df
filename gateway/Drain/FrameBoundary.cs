using System.Buffers.Binary;

namespace Ctas7.Gateway.Drain;

/// <summary>
/// Follows a WebSocket byte stream (RFC 6455, 5.2) just closely enough to know where a frame ends, which is where
/// another frame may be put in. Not thread-safe.
/// </summary>
public sealed class FrameBoundary
{
    private const int CloseOpcode = 8;
    private readonly byte[] _header = new byte[14];
    private int _headerLength;
    private ulong _payloadLeft;

    /// <summary>Nothing of a frame is under way.</summary>
    public bool IsHere => _headerLength == 0 && _payloadLeft == 0;

    /// <summary>A close frame has begun: nothing may follow it.</summary>
    public bool SawClose { get; private set; }

    /// <summary>Takes all bytes in.</summary>
    public void Advance(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[AdvanceToEnd(bytes)..];
        }
    }

    /// <summary>Takes bytes in up to the next end of a frame; the number taken, at least one of a non-empty input.</summary>
    public int AdvanceToEnd(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length)
        {
            if (_payloadLeft > 0)
            {
                var part = (int)Math.Min(_payloadLeft, (ulong)(bytes.Length - taken));
                _payloadLeft -= (ulong)part;
                taken += part;
            }
            else
            {
                _header[_headerLength++] = bytes[taken++];
                if (_headerLength < 2 || _headerLength < HeaderSize())
                {
                    continue;
                }

                SawClose |= (_header[0] & 0x0f) == CloseOpcode;
                _payloadLeft = PayloadLength();
                _headerLength = 0;
            }

            if (IsHere)
            {
                break;
            }
        }

        return taken;
    }

    private int HeaderSize()
    {
        var extended = (_header[1] & 0x7f) switch { 126 => 2, 127 => 8, _ => 0 };
        return 2 + extended + ((_header[1] & 0x80) == 0 ? 0 : 4);
    }

    private ulong PayloadLength() => (_header[1] & 0x7f) switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
        127 => BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(2)),
        var length => (ulong)length,
    };
}
