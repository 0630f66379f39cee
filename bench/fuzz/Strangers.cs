using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Slimfront.Actors.Security;
using Slimfront.Actors.Tests.Fuzzing;

namespace Slimfront.Fuzz.Bench;

/// <summary>Everybody who has no business at a node's ports.</summary>
internal sealed class Strangers(int port, int httpPort, Tls? own, Tls foreign, string token, ulong seed)
{
    private const int AtOnce = 16;

    // The first message of Akka's protocol, in a frame: an association from an address.
    private static readonly byte[] Association = Convert.FromHexString(
        "2f000000122d080112290a1e0a09736c696d66726f6e7412093132372e302e302e3118e76d220374637011a12a9f7a00000000"
    );

    private readonly Mutator _mutator = new(seed);
    private readonly Target _akka = new(port);
    private readonly Target _http = new(httpPort);

    /// <summary>Lets so many of them come, of every kind in turn.</summary>
    public async Task<(int Peers, long Bytes)> AllAsync(int peers)
    {
        var kinds = Kinds().ToImmutableArray();
        var bytes = 0L;
        for (var first = 0; first < peers; first += AtOnce)
        {
            var some = Enumerable.Range(first, Math.Min(AtOnce, peers - first));
            // What they send is made here, one after the other; only the sending is at once.
            bytes += (await Task.WhenAll([.. some.Select(i => kinds[i % kinds.Length]())])).Sum();
        }

        return (peers, bytes);
    }

    private IEnumerable<Func<Task<long>>> Kinds()
    {
        yield return () => _akka.SendAsync([_mutator.Next([Association, Request("GET", "/", "")])]);
        yield return () => _akka.SendAsync(Giant());
        yield return () => _http.SendAsync([_mutator.Next([Request("GET", "/view", ""), Association])]);
        yield return () => _akka.SendAsync(null, [Association]);
        yield return () => _akka.SendAsync(foreign.Certificate, [Association]);
        yield return () => _http.SendAsync(foreign.Certificate, [Request("GET", "/view", "")]);
        foreach (var talk in Inside(own))
            yield return talk;
    }

    // Past the handshake: a node of the cluster that went mad, a client with the token, one without.
    private IEnumerable<Func<Task<long>>> Inside(Tls? tls)
    {
        Func<IEnumerable<byte[]>, Task<long>> akka = tls is null
            ? _akka.SendAsync
            : parts => _akka.SendAsync(tls.Certificate, parts);
        Func<IEnumerable<byte[]>, Task<long>> http = tls is null
            ? _http.SendAsync
            : parts => _http.SendAsync(null, parts);
        yield return () => akka(Giant());
        yield return () => akka([Association, _mutator.Next([Association])]);
        yield return () => akka([_mutator.Next([Association]), _mutator.Next([Association])]);
        yield return () => http([Request("GET", "/view", "Authorization: Bearer guessed")]);
        yield return () => http([_mutator.Next([Request("GET", "/studies", Bearer)])]);
        yield return () => http([.. Post("/studies", _mutator.Next(Specs))]);
        yield return () => http([.. Post("/studies/a%2F..%2Fb/stop", _mutator.Next(Specs))]);
        yield return () => http([Request("GET", "/artifacts/..%2F..%2Fetc%2Fpasswd", Bearer)]);
        yield return () => http([Request("GET", "/" + new string('a', 20_000), Bearer)]);
        yield return () =>
            http([Request("POST", "/studies", Bearer + "\r\nContent-Length: 99999999999"), new byte[65_536]]);
    }

    private static IReadOnlyList<byte[]> Specs { get; } =
        FuzzTarget.All.Single(t => t.Name == "spec of a request").Good;

    private string Bearer => $"Authorization: Bearer {token}";

    // A length that nothing can have, and then as much as is taken of it.
    private static IEnumerable<byte[]> Giant()
    {
        foreach (var length in (int[])[int.MaxValue, -1, 300_000])
        {
            var prefix = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(prefix, length);
            yield return prefix;
            for (var i = 0; i < 16; i++)
                yield return new byte[65_536];
        }
    }

    private IEnumerable<byte[]> Post(string path, byte[] body) =>
        [Request("POST", path, $"{Bearer}\r\nContent-Length: {body.Length}"), body];

    private static byte[] Request(string method, string path, string headers) =>
        Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{(headers.Length == 0 ? "" : headers + "\r\n")}\r\n"
        );
}
