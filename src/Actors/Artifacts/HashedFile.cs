using System.Security.Cryptography;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Artifacts;

/// <summary>A file that grows and knows the SHA-256 of its content, so that nobody reads it again to check it.</summary>
internal sealed class HashedFile : IDisposable
{
    private const int BufferBytes = 1024 * 1024;

    private readonly FileStream _file;
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private HashedFile(string path, FileMode mode) =>
        _file = new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a file, or goes on with one; what it holds already is read once.</summary>
    public static HashedFile Open(string path)
    {
        var file = new HashedFile(path, FileMode.OpenOrCreate);
        try
        {
            file.ReadWhatIsThere();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Throws away what it holds.</summary>
    public void Clear()
    {
        _file.SetLength(0);
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Length = 0;
    }

    /// <summary>Adds to its end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>What the content is called.</summary>
    public ArtifactId Identity() => new(Convert.ToHexStringLower(_hash.GetCurrentHash()));

    /// <summary>Forces the content to the disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private void ReadWhatIsThere()
    {
        var buffer = new byte[(int)Math.Min(BufferBytes, _file.Length)];
        while (_file.Read(buffer) is var read and > 0)
        {
            _hash.AppendData(buffer, 0, read);
            Length += read;
        }
    }
}
