using System.IO.Compression;
using System.Text;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Writes NumPy's .npz files byte by byte.</summary>
internal static class NpzFile
{
    public static void Write(
        string path,
        params ReadOnlySpan<(string Name, string Type, string Shape, byte[] Content)> arrays
    )
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, type, shape, content) in arrays)
        {
            using var entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression).Open();
            entry.Write(Npy(type, shape, content));
        }
    }

    public static byte[] Npy(string type, string shape, ReadOnlySpan<byte> content)
    {
        var header =
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0];
        return [.. start, .. Encoding.ASCII.GetBytes(header), .. content];
    }
}
