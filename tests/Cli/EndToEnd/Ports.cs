using System.Net;
using System.Net.Sockets;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>Ports that nobody listens on.</summary>
internal static class Ports
{
    public static int Free() => Free(1)[0];

    public static int[] Free(int count)
    {
        var listeners = Enumerable
            .Range(0, count)
            .Select(_ => new TcpListener(IPAddress.Loopback, 0))
            .ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Stop();
        return ports;
    }
}
