using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a serializer puts one message. One of the two ways is used: the whole payload, or the buffer writer.</summary>
public abstract class SerializationContext
{
    /// <summary>Gives the whole message at once and ends the serialization.</summary>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException($"{GetType().Name} takes no byte array.");

    /// <summary>A writer for the message; end with <see cref="Complete()"/>.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException($"{GetType().Name} has no buffer writer.");

    /// <summary>Says how many bytes the message will have; saves a copy when it is called before <see cref="GetBufferWriter"/>.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends the serialization into the buffer writer.</summary>
    public virtual void Complete() => throw new NotSupportedException($"{GetType().Name} has no buffer writer to complete.");
}
