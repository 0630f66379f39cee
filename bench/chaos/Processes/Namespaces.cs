using System.Diagnostics;

namespace Slimfront.Chaos.Bench.Processes;

/// <summary>A network namespace for each node, joined by a bridge that nothing else is on. Needs root and iproute2.</summary>
/// <remarks>
/// Nodes without TLS bind to loopback addresses only. Inside a namespace such addresses may stand on any interface
/// (route_localnet), so nodes are run as they are shipped.
/// </remarks>
internal sealed class Namespaces : IDisposable
{
    private const string Bridge = "slimfront-br";

    /// <summary>Where the namespaces reach this program's own: the journal's server listens there.</summary>
    public const string Gateway = "10.77.0.1";

    private readonly int _count;

    public Namespaces(int count)
    {
        _count = count;
        Remove();
        Ip("link", "add", Bridge, "type", "bridge");
        Ip("link", "set", Bridge, "up");
        Ip("addr", "add", $"{Gateway}/24", "dev", Bridge);
        for (var i = 0; i < count; i++)
            Add(i);
    }

    public static string AddressOf(int index) => $"127.77.0.{10 + index}";

    /// <summary>What a command is put behind to run in a namespace.</summary>
    public static string[] Enter(int index) => ["ip", "netns", "exec", NameOf(index)];

    /// <summary>Takes a node's cable out, or puts it in again: it reaches nobody, the journal's server neither.</summary>
    public static void Plug(int index, bool isIn) => Ip("link", "set", CableOf(index), isIn ? "up" : "down");

    /// <summary>What a node sends to another is lost; the other way everything passes.</summary>
    public static void Lose(int from, int to) =>
        Ip([.. Enter(from), "ip", "route", "replace", "blackhole", $"{AddressOf(to)}/32"], skip: 1);

    /// <summary>Everything passes again.</summary>
    public void Heal()
    {
        for (var from = 0; from < _count; from++)
        {
            Plug(from, isIn: true);
            for (var to = 0; to < _count; to++)
                TryIp([.. Enter(from), "ip", "route", "del", "blackhole", $"{AddressOf(to)}/32"], skip: 1);
        }
    }

    public void Dispose() => Remove();

    private static void Add(int index)
    {
        Ip("netns", "add", NameOf(index));
        Ip("link", "add", CableOf(index), "type", "veth", "peer", "name", "eth0", "netns", NameOf(index));
        Ip("link", "set", CableOf(index), "master", Bridge, "up");
        var inside =
            "set -e; ip link set lo up; ip link set eth0 up; "
            + "for i in all eth0; do echo 1 > /proc/sys/net/ipv4/conf/$i/route_localnet; done; "
            + "ip route del local 127.0.0.0/8 dev lo table local; "
            + $"ip addr add 10.77.0.{10 + index}/24 dev eth0; ip addr add {AddressOf(index)}/24 dev eth0";
        Ip([.. Enter(index), "sh", "-c", inside], skip: 1);
    }

    private void Remove()
    {
        for (var i = 0; i < _count; i++)
            TryIp(["netns", "del", NameOf(i)]);
        TryIp(["link", "del", Bridge]);
    }

    private static string NameOf(int index) => $"slimfront-{index}";

    private static string CableOf(int index) => $"slimfront-v{index}";

    private static void Ip(params string[] arguments) => Ip(arguments, skip: 0);

    private static void Ip(string[] arguments, int skip)
    {
        if (!TryIp(arguments, skip))
            throw new InvalidOperationException($"ip {string.Join(' ', arguments.Skip(skip))} failed.");
    }

    private static bool TryIp(string[] arguments, int skip = 0)
    {
        var start = new ProcessStartInfo("ip", arguments.Skip(skip))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
