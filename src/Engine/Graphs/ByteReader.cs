using System.Buffers.Binary;
using System.Text;

namespace Slimfront.Engine.Graphs;

/// <summary>Reads what <see cref="ByteWriter"/> wrote; never more than there is.</summary>
/// <param name="bytes">All of it.</param>
internal sealed class ByteReader(ReadOnlyMemory<byte> bytes)
{
    private const int MostBytes = 5;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>How many are left.</summary>
    public int Left => bytes.Length - Position;

    /// <summary>A number.</summary>
    /// <exception cref="FormatException">None is there, or a larger one than any that is written.</exception>
    public int Number()
    {
        var number = 0L;
        for (var i = 0; i < MostBytes; i++)
        {
            var part = Take(1).Span[0];
            number |= (part & 0x7fL) << (7 * i);
            if (part < 0x80)
                return number <= int.MaxValue ? (int)number : throw TooLarge(i);
        }
        throw TooLarge(MostBytes - 1);
    }

    /// <summary>How many things follow that take a byte or more each.</summary>
    /// <exception cref="FormatException">There is no room for so many.</exception>
    public int Count()
    {
        var count = Number();
        return count <= Left ? count : throw Missing(count);
    }

    /// <summary>A real number.</summary>
    /// <exception cref="FormatException">None is there, or it is not finite.</exception>
    public double Real()
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)).Span);
        return double.IsFinite(value)
            ? value
            : throw new FormatException($"the number before byte {Position} is not finite.");
    }

    /// <summary>A text.</summary>
    /// <exception cref="FormatException">None is there.</exception>
    public string Text() => Encoding.Latin1.GetString(Take(Count()).Span);

    /// <summary>The next bytes, which are then read.</summary>
    /// <exception cref="FormatException">There are fewer.</exception>
    public ReadOnlyMemory<byte> Take(long count)
    {
        var taken = Peek(count);
        Position += taken.Length;
        return taken;
    }

    /// <summary>The next bytes, which are then still to be read.</summary>
    /// <exception cref="FormatException">There are fewer.</exception>
    public ReadOnlyMemory<byte> Peek(long count) =>
        count >= 0 && count <= Left ? bytes.Slice(Position, (int)count) : throw Missing(count);

    private FormatException Missing(long count) =>
        new($"{count} bytes should follow byte {Position}, where {Left} are left.");

    private FormatException TooLarge(int more) =>
        new($"the number at byte {Position - more - 1} is larger than {int.MaxValue}.");
}
