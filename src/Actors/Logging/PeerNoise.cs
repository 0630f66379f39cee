using System.Text.RegularExpressions;
using Akka.Event;

namespace Slimfront.Actors.Logging;

/// <summary>
/// Keeps what strangers do to a node's ports from filling its log: a line for each peer that is refused, without traces,
/// and no more lines than anybody could read.
/// </summary>
/// <remarks>
/// The transport says up to four things about a refused peer, among them all that it sent. The first one is kept, cut to a
/// line: who, and why. Used by one logger, on its own thread.
/// </remarks>
internal sealed partial class PeerNoise(TimeProvider clock)
{
    private const string Transport = "Akka.Remote.Transport.DotNetty";
    private const string Remoting = "Akka.Remote";
    private const int LongestLine = 400;
    private const int LongestCause = 160;
    private const int MostPeers = 1000;
    private const int MostLines = 20;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly string[] Actors = ["/system/transports/", "/system/endpointManager/"];

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long? _since;
    private int _kept;
    private int _dropped;

    /// <summary>What to write for an event: itself, or a shorter one; null for nothing.</summary>
    public LogEvent? Hear(LogEvent happened)
    {
        var isPeers = IsOfPeers(happened);
        if (!isPeers && happened.LogClass?.Namespace?.StartsWith(Remoting, StringComparison.Ordinal) != true)
            return happened;
        var line = Line(happened);
        // That a node is locked out is said whatever else is said of it.
        if (!isPeers || line.Contains("quarantin", StringComparison.OrdinalIgnoreCase))
            return As(happened, line);
        return Keeps(Peer(happened, line)) ? As(happened, line + Forgotten()) : null;
    }

    // The transport's own words, and those of the actors that it makes for a connection or another node.
    private static bool IsOfPeers(LogEvent happened) =>
        happened.LogClass?.Namespace == Transport
        || Array.Exists(Actors, a => happened.LogSource.Contains(a, StringComparison.Ordinal));

    private bool Keeps(string peer)
    {
        if (_since is not { } since || clock.GetElapsedTime(since) >= Window || _seen.Count >= MostPeers)
        {
            _since = clock.GetTimestamp();
            _seen.Clear();
            _kept = 0;
        }

        if (_seen.Add(peer) && _kept < MostLines)
        {
            _kept++;
            return true;
        }

        _dropped++;
        return false;
    }

    // What came before and was not written, said once.
    private string Forgotten()
    {
        if (_dropped == 0)
            return "";
        var text = $" ({_dropped} more lines about peers were left out)";
        _dropped = 0;
        return text;
    }

    // Actors of connections bear the address in their names.
    private static string Peer(LogEvent happened, string line) =>
        EndPoint().Matches(line) is { Count: > 0 } said ? said[^1].Value
        : EndPoint().Matches(Uri.UnescapeDataString(happened.LogSource)) is { Count: > 0 } named
            ? named[^1].Value
        : happened.LogSource;

    private static string Line(LogEvent happened)
    {
        var message = First($"{happened.Message}", LongestLine);
        return happened.Cause is { } cause
            ? $"{message}: {First(cause.GetBaseException().Message, LongestCause)}"
            : message;
    }

    private static string First(string text, int longest)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var line = end < 0 ? text : text[..end];
        return line.Length <= longest ? line : line[..longest] + "…";
    }

    private static LogEvent As(LogEvent happened, string line) =>
        happened switch
        {
            Error => new Error(null, happened.LogSource, happened.LogClass, line),
            Warning => new Warning(happened.LogSource, happened.LogClass, line),
            Info => new Info(happened.LogSource, happened.LogClass, line),
            _ => new Debug(happened.LogSource, happened.LogClass, line),
        };

    // "127.0.0.1:4053", "[::1]:4053"
    [GeneratedRegex(
        @"(\[[0-9a-f:.]+\]|\d+(\.\d+){3}):\d+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex EndPoint();
}
