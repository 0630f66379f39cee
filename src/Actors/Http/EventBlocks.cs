using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;

namespace Slimfront.Actors.Http;

/// <summary>The latest pieces of feeds as they are sent: readers that keep pace get the same piece, which is encoded once for all.</summary>
/// <remarks>
/// Memory: <see cref="MostBytes"/>, and the piece that is encoded just now. Blocks are short enough to be no large objects, of
/// which each few megabytes would cost a collection of the whole heap.
/// </remarks>
internal sealed class EventBlocks
{
    /// <summary>All pieces together, but for one that is longer alone.</summary>
    public const int MostBytes = 4 << 20;

    // A block is sent off when it is as long.
    private const int BlockBytes = 48 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<Piece, ImmutableArray<byte[]>> _blocks = [];
    private readonly Queue<Piece> _order = [];
    private readonly ArrayBufferWriter<byte> _text = new(2 * BlockBytes);
    private int _bytes;

    /// <summary>How many bytes are held.</summary>
    public int Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>The events of an update, one after the other, in blocks of some fifty kilobytes.</summary>
    /// <param name="study">Their study: of one study and number there is one event, whatever coordinator wrote it.</param>
    /// <param name="update">The update.</param>
    public ImmutableArray<byte[]> Of(string study, FeedUpdate update)
    {
        var piece = new Piece(study, update.After, update.Events.Length);
        // Those who wait get what is made meanwhile.
        lock (_gate)
        {
            if (_blocks.TryGetValue(piece, out var known))
                return known;
            var blocks = Encoded(study, update);
            _blocks.Add(piece, blocks);
            _order.Enqueue(piece);
            _bytes += blocks.Sum(b => b.Length);
            while (_bytes > MostBytes && _order.Count > 1)
                if (_blocks.Remove(_order.Dequeue(), out var oldest))
                    _bytes -= oldest.Sum(b => b.Length);
            return blocks;
        }
    }

    private ImmutableArray<byte[]> Encoded(string study, FeedUpdate update)
    {
        var blocks = ImmutableArray.CreateBuilder<byte[]>();
        for (var i = 0; i < update.Events.Length; i++)
        {
            Write(update.After + i + 1, new(study, update.Events[i]));
            if (_text.WrittenCount < BlockBytes && i < update.Events.Length - 1)
                continue;
            blocks.Add(_text.WrittenSpan.ToArray());
            _text.ResetWrittenCount();
        }

        return blocks.DrainToImmutable();
    }

    private void Write(int number, Journalled entry)
    {
        Encoding.ASCII.GetBytes($"id: {number}\nevent: {WireFormat.Manifest(entry)}\ndata: ", _text);
        var bytes = WireFormat.Encode(entry);
        Base64.EncodeToUtf8(
            bytes,
            _text.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)),
            out _,
            out var length
        );
        _text.Advance(length);
        _text.Write("\n\n"u8);
    }

    private readonly record struct Piece(string Study, int After, int Count);
}
