using System.Buffers.Binary;
using System.Text;

namespace Slimfront.Engine.Graphs;

/// <summary>Writes whole numbers, texts and real numbers in few bytes.</summary>
internal sealed class ByteWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>What was written.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>A number that is 0 or more: seven bits a byte, lowest first; the highest bit says that more follow.</summary>
    public void Number(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value > 0x7f; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }

    /// <summary>A real number: eight bytes, lowest first.</summary>
    public void Real(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        Add(bytes);
    }

    /// <summary>A text of ASCII characters: its length, then a byte each.</summary>
    public void Text(string text)
    {
        Number(text.Length);
        Add(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Bytes as they are.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);
}
