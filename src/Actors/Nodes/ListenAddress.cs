using System.Net;
using System.Net.Sockets;
using Slimfront.Search;

namespace Slimfront.Actors.Nodes;

/// <summary>Where a node listens.</summary>
internal static class ListenAddress
{
    /// <summary>The address to bind to if one is given, or else the host's.</summary>
    /// <remarks>The transport looks names up in the same way: the first IPv4 address.</remarks>
    /// <exception cref="UserErrorException">The host has none.</exception>
    public static async Task<IPAddress> OfAsync(NodeOptions options)
    {
        if (options.Bind is { } bind)
            return bind;
        if (IPAddress.TryParse(options.Host, out var address))
            return address;
        try
        {
            var found = await Dns.GetHostAddressesAsync(options.Host, AddressFamily.InterNetwork);
            return found.FirstOrDefault()
                ?? throw new UserErrorException($"The host name '{options.Host}' has no IPv4 address.");
        }
        catch (SocketException e)
        {
            throw new UserErrorException($"The host name '{options.Host}' has no address: {e.Message}", e);
        }
    }
}
