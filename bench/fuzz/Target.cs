using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Slimfront.Fuzz.Bench;

/// <summary>A port of this machine, as a stranger calls it.</summary>
internal sealed class Target(int port)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Sends bytes and takes whatever comes until the other side is done, or time is up.</summary>
    public async Task<long> SendAsync(IEnumerable<byte[]> parts)
    {
        using var client = await DialAsync();
        return await TalkAsync(client.GetStream(), parts);
    }

    /// <summary>The same inside TLS.</summary>
    /// <param name="shown">The certificate to show; null for none.</param>
    /// <param name="parts">What to send.</param>
    public async Task<long> SendAsync(X509Certificate2? shown, IEnumerable<byte[]> parts)
    {
        using var client = await DialAsync();
        await using var tls = new SslStream(
            client.GetStream(),
            leaveInnerStreamOpen: false,
            (_, theirs, _, _) => theirs is not null,
            shown is null ? null : (_, _, _, _, _) => shown
        );
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "127.0.0.1" },
                patience.Token
            );
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
        {
            return 0;
        }

        return await TalkAsync(tls, parts);
    }

    private async Task<TcpClient> DialAsync()
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    private static async Task<long> TalkAsync(Stream stream, IEnumerable<byte[]> parts)
    {
        var sent = 0L;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            foreach (var part in parts)
            {
                await stream.WriteAsync(part, patience.Token);
                sent += part.Length;
            }

            using var rest = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            rest.CancelAfter(TimeSpan.FromMilliseconds(100));
            var answer = new byte[4096];
            while (await stream.ReadAsync(answer, rest.Token) > 0) { }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Closed on us, or kept waiting.
        }

        return sent;
    }
}
