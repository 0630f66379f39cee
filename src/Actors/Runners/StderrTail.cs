using System.Text;

namespace Slimfront.Actors.Runners;

/// <summary>The end of what a process writes to standard error, in bounded memory.</summary>
internal sealed class StderrTail
{
    private const int Longest = 8 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<byte> _bytes = new(Longest);

    /// <summary>All that is known, in one line; empty where nothing was written.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
                return OneLine.Of(Encoding.UTF8.GetString([.. _bytes]));
        }
    }

    /// <summary>Reads until the stream ends.</summary>
    public void Follow(Stream stream)
    {
        var buffer = new byte[1024];
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0; )
                Append(buffer.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process is gone.
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            foreach (var b in bytes)
            {
                if (_bytes.Count == Longest)
                    _bytes.Dequeue();
                _bytes.Enqueue(b);
            }
    }
}
