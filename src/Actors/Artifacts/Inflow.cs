using System.Runtime.ExceptionServices;

namespace Slimfront.Actors.Artifacts;

/// <summary>Moves a stream into a file: while one buffer is written and hashed, the other one fills.</summary>
/// <remarks>Memory: two buffers, whatever the stream's length.</remarks>
internal static class Inflow
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>Copies until the stream ends; where it breaks, everything that came before is in the file.</summary>
    /// <param name="from">The stream.</param>
    /// <param name="to">The file.</param>
    /// <param name="mostBytes">The length the file may reach.</param>
    /// <param name="idle">Gives up where nothing comes for a time, and when it is cancelled.</param>
    /// <exception cref="InvalidDataException">More came than the file may hold.</exception>
    public static async Task CopyAsync(Stream from, HashedFile to, long mostBytes, IdleLimit idle)
    {
        var (filling, full) = (new byte[BufferBytes], new byte[BufferBytes]);
        var writing = Task.CompletedTask;
        var left = mostBytes - to.Length;
        for (var count = BufferBytes; count == BufferBytes; )
        {
            (count, var broken) = await FillAsync(from, filling, idle);
            await writing;
            left -= count;
            if (left < 0)
                throw new InvalidDataException($"sent more than the artifact's {mostBytes} bytes");
            (filling, full) = (full, filling);
            var ready = full.AsMemory(0, count);
            writing = Task.Run(() => to.Append(ready.Span), CancellationToken.None);
            if (broken is null)
                continue;
            await writing;
            ExceptionDispatchInfo.Throw(broken);
        }

        await writing;
    }

    // Whole buffers; less only where the stream ends or breaks.
    private static async Task<(int Count, Exception? Broken)> FillAsync(
        Stream from,
        byte[] buffer,
        IdleLimit idle
    )
    {
        var filled = 0;
        try
        {
            while (filled < buffer.Length)
            {
                var read = await from.ReadAsync(buffer.AsMemory(filled), idle.Token);
                if (read == 0)
                    break;
                filled += read;
                idle.Reset();
            }

            return (filled, null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            return (filled, e);
        }
    }
}
