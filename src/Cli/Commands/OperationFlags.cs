using System.CommandLine;
using Slimfront.Actors.Logging;
using Slimfront.Search;
using Slimfront.Search.Fields;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Commands;

/// <summary>What a node can be told about how it is run: its log, its end.</summary>
public static class OperationFlags
{
    /// <summary>The form of the log.</summary>
    public static readonly Option<string> Log = new("--log-format")
    {
        Description = "'text' for people, or 'json': one object a line.",
        DefaultValueFactory = _ => "text",
    };

    /// <summary>How long a drain may take.</summary>
    public static readonly Option<string> Drain = new("--drain")
    {
        Description = "After SIGTERM: how long running stages may take to end or to leave a checkpoint.",
        DefaultValueFactory = _ => "90s",
    };

    /// <summary>What the node says of itself.</summary>
    public static readonly Option<string[]> Label = new("--label")
    {
        Description = "What a study's 'requires' may ask for: gpu=a100. Repeat it for more.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The labels that the flags give.</summary>
    /// <exception cref="UserErrorException">One is not in the form name=value.</exception>
    public static Labels Labels(ParseResult parsed) =>
        Slimfront.Search.Studies.Labels.Parse(string.Join(',', parsed.GetValue(Label) ?? []));

    /// <summary>The form of the log that the flags ask for.</summary>
    /// <exception cref="UserErrorException">There is no such form.</exception>
    public static LogFormat LogFormat(ParseResult parsed) =>
        parsed.GetValue(Log) switch
        {
            "text" => Slimfront.Actors.Logging.LogFormat.Text,
            "json" => Slimfront.Actors.Logging.LogFormat.Json,
            var other => throw new UserErrorException($"--log-format '{other}': there are text and json."),
        };

    /// <summary>The node's token; null to make one up and print it, which no log may hold.</summary>
    /// <exception cref="UserErrorException">A log for programs needs a token that is given.</exception>
    public static string? Token(ParseResult parsed) =>
        ClusterFlags.SecretToken(parsed)
        ?? (
            LogFormat(parsed) is Slimfront.Actors.Logging.LogFormat.Json
                ? throw new UserErrorException(
                    $"--log-format json needs --token or the variable {ClusterFlags.TokenVariable}: one that is made up would have to be printed."
                )
                : null
        );

    /// <summary>How long a drain may take.</summary>
    /// <exception cref="UserErrorException">That is no duration.</exception>
    public static TimeSpan DrainLimit(ParseResult parsed) =>
        Text.Time(parsed.GetValue(Drain)!)
        ?? throw new UserErrorException(
            $"--drain '{parsed.GetValue(Drain)}' is no duration; write '90s' or '5m'."
        );
}
