using System.Net;
using System.Net.Sockets;
using Slimfront.Search;

namespace Slimfront.Actors.Nodes;

/// <summary>Tells a port that is taken before anything is started: what the transport says of it is far from clear.</summary>
internal static class PortCheck
{
    /// <summary>Binds the port for a moment.</summary>
    /// <exception cref="UserErrorException">The port cannot be listened on.</exception>
    public static void MustBeFree(string host, int port)
    {
        if (port == 0)
            return;
        var address = IPAddress.TryParse(host, out var given) ? given : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new UserErrorException($"Port {port} of {host} is in use by another process.", e);
        }
        catch (SocketException e)
        {
            throw new UserErrorException($"Port {port} of {host} cannot be listened on: {e.Message}", e);
        }
    }
}
