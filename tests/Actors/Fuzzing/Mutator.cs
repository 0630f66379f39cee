using System.Buffers.Binary;
using Slimfront.Search.Randomness;

namespace Slimfront.Actors.Tests.Fuzzing;

/// <summary>Makes hostile bytes from good ones. The same seed gives the same bytes.</summary>
internal sealed class Mutator(ulong seed)
{
    private const int MostChanges = 4;
    private const int LongestNoise = 64;

    // The first bytes of MessagePack's containers, and lengths that are impossible or nearly so.
    private static readonly byte[] Markers =
    [
        0x80,
        0x8F,
        0x90,
        0x9F,
        0xA0,
        0xBF,
        0xC0,
        0xC1,
        0xC4,
        0xC6,
        0xC7,
        0xC9,
        0xCA,
        0xCB,
        0xD4,
        0xD8,
        0xD9,
        0xDB,
        0xDC,
        0xDD,
        0xDE,
        0xDF,
        0xFF,
    ];

    private static readonly uint[] Lengths =
    [
        0,
        1,
        0x7F,
        0xFF,
        0xFFFF,
        0x7FFF_FFFF,
        0x8000_0000,
        0xFFFF_FFFF,
    ];

    private readonly Pcg _random = new(seed);

    /// <summary>One of several bytes sequences, changed in one to four places; now and then pure noise.</summary>
    public byte[] Next(IReadOnlyList<byte[]> good)
    {
        if (_random.Next(50) == 0)
            return Noise(_random.Next(LongestNoise));
        var bytes = good[_random.Next(good.Count)].ToList();
        for (var changes = 1 + _random.Next(MostChanges); changes > 0; changes--)
            Change(bytes, good);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> good)
    {
        var at = bytes.Count == 0 ? 0 : _random.Next(bytes.Count);
        var length = Math.Min(bytes.Count - at, 1 + _random.Next(16));
        switch (_random.Next(9))
        {
            case 0 when bytes.Count > 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when bytes.Count > 0:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2 when bytes.Count > 0:
                bytes[at] = Markers[_random.Next(Markers.Length)];
                break;
            case 3:
                bytes.InsertRange(at, Giant());
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 7:
                Splice(bytes, at, good[_random.Next(good.Count)]);
                break;
            default:
                bytes.InsertRange(at, Noise(_random.Next(8)));
                break;
        }
    }

    // A container that claims more than there is.
    private byte[] Giant()
    {
        var bytes = new byte[5];
        bytes[0] = Markers[_random.Next(Markers.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), Lengths[_random.Next(Lengths.Length)]);
        return bytes;
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        bytes.RemoveRange(at, bytes.Count - at);
        if (other.Length > 0)
            bytes.AddRange(other.AsSpan(_random.Next(other.Length)));
    }

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        _random.NextBytes(noise);
        return noise;
    }
}
