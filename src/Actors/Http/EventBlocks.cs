using System.Buffers;
using System.Text;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Serialization;

namespace Slimfront.Actors.Http;

/// <summary>The latest pieces of feeds as they are sent: readers that keep pace get the same piece, which is encoded once for all.</summary>
/// <remarks>Memory: <see cref="MostBytes"/>, and the piece that is encoded just now.</remarks>
internal sealed class EventBlocks
{
    /// <summary>All blocks together, but for one that is longer alone.</summary>
    public const int MostBytes = 4 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<Piece, byte[]> _blocks = [];
    private readonly Queue<Piece> _order = [];
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

    /// <summary>The events of an update, one after the other.</summary>
    /// <param name="study">Their study: of one study and number there is one event, whatever coordinator wrote it.</param>
    /// <param name="update">The update.</param>
    public byte[] Of(string study, FeedUpdate update)
    {
        var piece = new Piece(study, update.After, update.Events.Length);
        // Those who wait get what is made meanwhile.
        lock (_gate)
        {
            if (_blocks.TryGetValue(piece, out var known))
                return known;
            var block = Encoded(study, update);
            _blocks.Add(piece, block);
            _order.Enqueue(piece);
            _bytes += block.Length;
            while (_bytes > MostBytes && _order.Count > 1)
                if (_blocks.Remove(_order.Dequeue(), out var oldest))
                    _bytes -= oldest.Length;
            return block;
        }
    }

    private static byte[] Encoded(string study, FeedUpdate update)
    {
        var text = new ArrayBufferWriter<byte>();
        for (var i = 0; i < update.Events.Length; i++)
        {
            var entry = new Journalled(study, update.Events[i]);
            var data = Convert.ToBase64String(WireFormat.Encode(entry));
            Encoding.ASCII.GetBytes(
                $"id: {update.After + i + 1}\nevent: {WireFormat.Manifest(entry)}\ndata: {data}\n\n",
                text
            );
        }

        return text.WrittenSpan.ToArray();
    }

    private readonly record struct Piece(string Study, int After, int Count);
}
