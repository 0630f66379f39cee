using System.Buffers.Binary;

namespace Slimfront.Actors.Runners;

/// <summary>Frames on a pipe: the payload's length in 4 bytes, little endian, then the payload.</summary>
internal static class Frames
{
    /// <summary>No order or reply comes near it; a length above it is not one of ours.</summary>
    public const int LongestPayload = 4 * 1024 * 1024;

    private const int HeaderBytes = sizeof(int);

    /// <summary>Writes a frame in one piece.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > LongestPayload)
            throw new RunnerProtocolException($"A frame of {payload.Length} bytes is too long.");
        var frame = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        payload.CopyTo(frame.AsSpan(HeaderBytes));
        stream.Write(frame);
        stream.Flush();
    }

    /// <summary>Reads a frame's payload; null where the stream ends between two frames.</summary>
    /// <exception cref="RunnerProtocolException">The length is impossible, or the stream ends inside a frame.</exception>
    public static byte[]? Read(Stream stream)
    {
        var header = new byte[HeaderBytes];
        var read = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read == 0)
            return null;
        if (read < HeaderBytes)
            throw new RunnerProtocolException("The pipe ended inside a frame's length.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 0 or > LongestPayload)
            throw new RunnerProtocolException($"A frame claims {length} bytes: these are no frames.");
        var payload = new byte[length];
        return stream.ReadAtLeast(payload, length, throwOnEndOfStream: false) == length
            ? payload
            : throw new RunnerProtocolException("The pipe ended inside a frame.");
    }
}

/// <summary>What came over a runner's pipe is not the protocol. The message is one line.</summary>
public sealed class RunnerProtocolException(string message, Exception? inner = null)
    : Exception(message, inner);
