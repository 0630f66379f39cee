using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Slimfront.Actors.Tests.Support;

/// <summary>Ports that nobody listens on.</summary>
/// <remarks>
/// Below those that the system gives to connections, which could take one before its node does; random, so that tests that run
/// side by side hardly meet.
/// </remarks>
internal static class Ports
{
    private const int Lowest = 10_000;
    private const int BelowConnections = 32_000;

    public static int Free() => Free(1)[0];

    public static int[] Free(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
            if (RandomNumberGenerator.GetInt32(Lowest, BelowConnections) is var port && IsFree(port))
                ports.Add(port);
        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
