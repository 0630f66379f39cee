using System.Buffers.Binary;
using System.Collections.Immutable;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>An array of bytes in the IDX format of MNIST, packed with gzip or not.</summary>
/// <remarks>
/// Y. LeCun, C. Cortes, C. Burges, "The MNIST database": two zero bytes, the type (8 for unsigned bytes), the
/// number of dimensions, each dimension as a big-endian 32-bit number, then the values, the last index fastest.
/// </remarks>
/// <param name="Shape">The dimensions.</param>
/// <param name="Values">All values.</param>
internal sealed record IdxFile(ImmutableArray<int> Shape, ReadOnlyMemory<byte> Values)
{
    private const byte UnsignedBytes = 8;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">The number of dimensions it must have.</param>
    /// <exception cref="UserErrorException">It cannot be read, or is not such a file, whole.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        var content = PackedFile.Read(path);
        var header = 4 + (4 * dimensions);
        if (content.Length < header || content[0] != 0 || content[1] != 0)
            throw new UserErrorException($"'{path}' is not an IDX file: its header is wrong.");
        if (content[2] != UnsignedBytes || content[3] != dimensions)
            throw new UserErrorException(
                $"'{path}' holds IDX data of type {content[2]} with {content[3]} dimensions; expected unsigned bytes with {dimensions}."
            );
        var shape = Enumerable
            .Range(0, dimensions)
            .Select(d => BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(4 + (4 * d))))
            .ToImmutableArray();
        var expected = shape.Aggregate((Int128)1, (product, n) => product * n);
        if (shape.Any(n => n < 0) || expected != content.Length - header)
            throw new UserErrorException(
                $"'{path}' is damaged: {string.Join('×', shape)} values are announced, {content.Length - header} are there."
            );
        return new(shape, content.AsMemory(header));
    }
}
