using System.Net;
using System.Net.Sockets;

namespace Slimfront.Artifacts.Bench;

/// <summary>A wire between a receiver and a node that counts what comes down it, slows it, and may flip one bit once.</summary>
internal sealed class Meddler : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _node;
    private long _flipAt;
    private long _bytes;

    /// <summary>A wire to a node.</summary>
    /// <param name="node">Where the wire ends.</param>
    /// <param name="flipAt">The byte whose lowest bit is flipped; 0 for none.</param>
    /// <param name="pause">After each block.</param>
    public Meddler(Uri node, long flipAt = 0, TimeSpan pause = default)
    {
        _node = node;
        _flipAt = flipAt;
        _listener.Start();
        _ = ServeAsync(pause);
    }

    /// <summary>Bytes that came down so far, headers included.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(TimeSpan pause)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = ConnectAsync(client, pause);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The wire is taken away.
        }
    }

    private async Task ConnectAsync(TcpClient client, TimeSpan pause)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _node.Port);
            var up = near.GetStream().CopyToAsync(far.GetStream());
            await Task.WhenAny(up, DownAsync(far.GetStream(), near.GetStream(), pause));
        }
        catch (IOException)
        {
            // One of them is gone.
        }
    }

    private async Task DownAsync(NetworkStream from, NetworkStream to, TimeSpan pause)
    {
        var buffer = new byte[256 * 1024];
        while (await from.ReadAsync(buffer) is var read and > 0)
        {
            var at = Interlocked.Add(ref _bytes, read) - read;
            if (_flipAt >= at && _flipAt < at + read && _flipAt > 0)
            {
                buffer[_flipAt - at] ^= 1;
                _flipAt = 0;
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause);
        }
    }
}
