using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;

namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>
/// One answer as JSON that is not put together before it is sent: what stands before the nodes, the nodes and edges of a view, whose
/// JSON the snapshot holds already, and what stands after them. Its length is known beforehand. Immutable.
/// </summary>
public sealed class AnswerBody
{
    private const int FlushedBytes = 256 * 1024;

    // What stands around the JSON of a node and the id before it: a comma, the distance, the kind of the edge.
    private const int MostAround = 128;
    private static readonly ImmutableArray<byte[]> ViaKinds = [.. GraphWords.EdgeKinds.Select(kind => Encoding.UTF8.GetBytes($",\"kind\":\"{kind}\"}}"))];

    private readonly ReadOnlyMemory<byte> _head;
    private readonly GraphView _view;
    private readonly ChunkedList<EdgeRun> _runs;
    private readonly ReadOnlyMemory<byte> _tail;

    /// <param name="head">Up to the bracket that opens the nodes.</param>
    /// <param name="view">The nodes and edges.</param>
    /// <param name="tail">After the bracket that closes the edges.</param>
    internal AnswerBody(ReadOnlyMemory<byte> head, GraphView view, ReadOnlyMemory<byte> tail)
    {
        (_head, _view, _runs, _tail) = (head, view, view.Edges.Runs, tail);
        Length = _head.Length + Between.Length + After.Length + _tail.Length + NodesLength() + EdgesLength();
    }

    /// <summary>Size in bytes.</summary>
    public long Length { get; }

    private static ReadOnlySpan<byte> Between => "],\"edges\":["u8;

    private static ReadOnlySpan<byte> After => "],"u8;

    private static ReadOnlySpan<byte> Distance => ",\"distance\":"u8;

    private static ReadOnlySpan<byte> Via => ",\"via\":{\"node\":"u8;

    // The head, each node, what is between, each run of edges, the tail.
    private int Steps => _view.Nodes.Count + _runs.Count + 3;

    /// <summary>Writes all of it.</summary>
    public void WriteTo(IBufferWriter<byte> destination)
    {
        var pieces = new PieceWriter(destination, (int)Math.Min(Length, PieceWriter.MostBytes));
        for (var step = 0; step < Steps; step++)
        {
            Write(pieces, step);
        }

        pieces.End();
    }

    /// <summary>All of it in one piece of memory: for small answers.</summary>
    internal ReadOnlyMemory<byte> ToMemory()
    {
        var buffer = new ArrayBufferWriter<byte>((int)Length);
        WriteTo(buffer);
        return buffer.WrittenMemory;
    }

    /// <summary>Writes all of it at the pace at which it is read, and holds no more than some 256 KiB at a time.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task SendAsync(PipeWriter destination, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(destination);
        for (var step = 0; step < Steps;)
        {
            var pieces = new PieceWriter(destination, PieceWriter.MostBytes);
            while (step < Steps && pieces.Written < FlushedBytes)
            {
                Write(pieces, step++);
            }

            pieces.End();
            if ((await destination.FlushAsync(cancellation)).IsCompleted)
            {
                return;
            }
        }
    }

    private void Write(PieceWriter pieces, int step)
    {
        var nodes = _view.Nodes.Count;
        if (step == 0)
        {
            pieces.Write(_head.Span);
        }
        else if (step <= nodes)
        {
            WriteNode(pieces, step - 1);
        }
        else if (step == nodes + 1)
        {
            pieces.Write(Between);
        }
        else if (step < Steps - 1)
        {
            Separate(pieces, step - nodes - 2);
            pieces.Write(_runs[step - nodes - 2].Json);
        }
        else
        {
            pieces.Write(After);
            pieces.Write(_tail.Span);
        }
    }

    private void WriteNode(PieceWriter pieces, int index)
    {
        var found = _view.Nodes[index];
        var json = found.Node.Json.Span;
        var before = found.Step.From;
        var room = pieces.Room(json.Length + (before?.IdLength ?? 0) + MostAround);
        var used = 0;
        if (index > 0)
        {
            Append(room, ref used, ","u8);
        }

        if (found.Distance < 0)
        {
            Append(room, ref used, json);
            pieces.Advance(used);
            return;
        }

        Append(room, ref used, json[..^1]);
        Append(room, ref used, Distance);
        found.Distance.TryFormat(room[used..], out var digits, default, CultureInfo.InvariantCulture);
        used += digits;
        if (before is not null)
        {
            Append(room, ref used, Via);
            Append(room, ref used, before.IdJson);
            Append(room, ref used, ViaKinds[(int)found.Step.Kind]);
        }

        Append(room, ref used, "}"u8);
        pieces.Advance(used);
    }

    private static void Append(Span<byte> room, ref int used, ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(room[used..]);
        used += piece.Length;
    }

    private static void Separate(PieceWriter pieces, int index)
    {
        if (index > 0)
        {
            pieces.Write(","u8);
        }
    }

    private long NodesLength()
    {
        long length = Math.Max(0, _view.Nodes.Count - 1);
        foreach (var found in _view.Nodes)
        {
            length += found.Node.Json.Length;
            if (found.Distance >= 0)
            {
                length += Distance.Length + Digits(found.Distance);
            }

            if (found.Step.From is { } before)
            {
                length += Via.Length + before.IdLength + ViaKinds[(int)found.Step.Kind].Length;
            }
        }

        return length;
    }

    private long EdgesLength()
    {
        long length = Math.Max(0, _runs.Count - 1);
        foreach (var run in _runs)
        {
            length += run.JsonLength;
        }

        return length;
    }

    private static int Digits(int number)
    {
        var digits = 1;
        for (; number >= 10; number /= 10)
        {
            digits++;
        }

        return digits;
    }
}
