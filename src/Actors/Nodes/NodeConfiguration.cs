using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Logging;
using Slimfront.Actors.Security;
using Slimfront.Search;

namespace Slimfront.Actors.Nodes;

/// <summary>The configuration of a node's actor system: its options over the user's text over cluster.hocon.</summary>
internal static class NodeConfiguration
{
    private const string PostgresProvider = "PostgreSQL.15";

    // Nothing is on its way to other nodes when a cluster of one ends.
    private const string NobodyToWaitFor = "akka.remote.flush-wait-on-shutdown = 0s";

    private static readonly JsonSerializerOptions Quoting = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of the cluster.hocon that is built in.</summary>
    public static string BuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("cluster.hocon")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The configuration before the options: what a user may change.</summary>
    /// <exception cref="UserErrorException">The user's text is not in the form of cluster.hocon.</exception>
    public static Config Given(NodeOptions options)
    {
        var builtIn = ConfigurationFactory
            .ParseString(Patience(options))
            .WithFallback(ConfigurationFactory.ParseString(BuiltIn()))
            .WithFallback(ClusterSingleton.DefaultConfig())
            .WithFallback(SqlPersistence.DefaultConfiguration);
        if (string.IsNullOrWhiteSpace(options.Configuration))
            return builtIn;
        try
        {
            return ConfigurationFactory.ParseString(options.Configuration).WithFallback(builtIn);
        }
        catch (Exception e) // The parser throws several kinds, bare ones among them.
        {
            throw new UserErrorException(
                $"The cluster configuration cannot be read: {e.Message.ReplaceLineEndings(" ")}",
                e
            );
        }
    }

    /// <summary>Whether the configuration switches TLS on, which is the options' to do.</summary>
    public static bool AsksForTls(Config given) =>
        given.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl", @default: false);

    /// <summary>The whole configuration, and the certificates, which no text holds.</summary>
    /// <param name="options">The node's options.</param>
    /// <param name="file">The journal, where it is a file.</param>
    public static ActorSystemSetup Setup(NodeOptions options, JournalFile? file)
    {
        var config = Of(options, file);
        ActorSystemSetup setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));
        return options.Tls is { } tls
            ? setup.And(new PeerCheck(tls, config.GetBoolean("slimfront.tls.check-source")).Setup())
            : setup;
    }

    /// <summary>The whole configuration.</summary>
    /// <param name="options">The node's options.</param>
    /// <param name="file">The journal, where it is a file.</param>
    public static Config Of(NodeOptions options, JournalFile? file) =>
        ConfigurationFactory
            .ParseString(
                $$"""
                akka.remote.dot-netty.tcp {
                  hostname = {{Quote(options.Bind?.ToString() ?? options.Host)}}
                  public-hostname = {{Quote(options.Host)}}
                  port = {{options.Port}}
                  enable-ssl = {{(options.Tls is null ? "off" : "on")}}
                }
                akka.log-config-on-start = off # It holds the journal's password.
                akka.cluster.roles = [{{string.Join(", ", Roles(options.Roles))}}]
                {{Journal(options.Journal, file)}}
                {{Log(options)}}
                {{Drain(options.DrainLimit)}}
                {{(options.IsEmbedded ? NobodyToWaitFor : "")}}
                """
            )
            .WithFallback(Given(options));

    // How long a first seed node waits before it founds a cluster is for all others how often they ask to be let in.
    private static string Patience(NodeOptions options) =>
        options.SeedNodes is [var first, ..] && NodeOptions.HostAndPort(first) == (options.Host, options.Port)
            ? ""
            : "akka.cluster.seed-node-timeout = 3s";

    private static IEnumerable<string> Roles(NodeRoles roles)
    {
        if (roles.HasFlag(NodeRoles.Coordinator))
            yield return "coordinator";
        if (roles.HasFlag(NodeRoles.Worker))
            yield return "worker";
    }

    private static string Journal(JournalTarget? target, JournalFile? file) =>
        target switch
        {
            JournalTarget.Sqlite => Journal("SQLite.MS", file!.ConnectionString),
            // Its tables are there before the node starts.
            JournalTarget.Postgres postgres => Journal(
                PostgresProvider,
                PostgresJournal.Complete(postgres.ConnectionString),
                makesTables: false
            ),
            _ => "",
        };

    private static string Journal(string provider, string connection, bool makesTables = true) =>
        $$"""
            akka.persistence {
              journal.sql {
                provider-name = {{Quote(provider)}}
                connection-string = {{Quote(connection)}}
                auto-initialize = {{(makesTables ? "on" : "off")}}
              }
              snapshot-store.sql {
                provider-name = {{Quote(provider)}}
                connection-string = {{Quote(connection)}}
                auto-initialize = {{(makesTables ? "on" : "off")}}
              }
            }
            """;

    // What Akka itself prints before the log begins and after it ends is in neither form.
    private static string Log(NodeOptions options) =>
        "akka.loggers = [\"Slimfront.Actors.Logging.NodeLogger, Slimfront.Actors\"]\n"
        + (
            options is { LogFile: null, LogFormat: LogFormat.Text }
                ? ""
                : """
                    akka.stdout-loglevel = OFF
                    akka.stdout-logger-class = "Slimfront.Actors.Logging.SilentLogger, Slimfront.Actors"
                    """
        );

    // The phase must outlast the slots, who keep the deadline themselves.
    private static string Drain(TimeSpan limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"akka.coordinated-shutdown.phases.before-service-unbind.timeout = {limit.TotalSeconds + 30:0}s"
        );

    private static string Quote(string text) => JsonSerializer.Serialize(text, Quoting);
}
