using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slimfront.Search.Randomness;

/// <summary>Derives every seed from the study's, by purpose: no generator is ever shared or handed on.</summary>
public static class Seed
{
    /// <summary>A seed for one purpose: the first 8 bytes of SHA-256("seed/purpose/index"), little endian.</summary>
    public static ulong Derive(ulong seed, string purpose, long index = 0)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}/{index}"));
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>A generator for one purpose.</summary>
    public static Pcg For(ulong seed, string purpose, long index = 0) => new(Derive(seed, purpose, index));
}
