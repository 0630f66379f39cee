using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slimfront.Artifacts.Bench;

/// <summary>The peer: a file through a socket into a file, with the same force to the disk at the end and nothing else.</summary>
internal static class PlainCopy
{
    private const int BufferBytes = 1024 * 1024;

    public static int Send(string file, int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Console.WriteLine("ready");
        using var socket = listener.AcceptSocket();
        using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        while (from.Read(buffer) is var read and > 0)
            for (var sent = 0; sent < read; )
                sent += socket.Send(buffer.AsSpan(sent, read - sent));
        socket.Shutdown(SocketShutdown.Both);
        Console.WriteLine(Environment.CpuUsage.TotalTime.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static int Receive(string file, int port)
    {
        var (began, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        using var to = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        while (socket.Receive(buffer) is var read and > 0)
            to.Write(buffer, 0, read);
        to.Flush(flushToDisk: true);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(began).TotalSeconds} {(Environment.CpuUsage.TotalTime - processor).TotalSeconds}"
            )
        );
        return 0;
    }
}
