using System.Collections.Immutable;
using System.CommandLine;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Runners;
using Slimfront.Cli.Runs;
using Slimfront.Search;
using Slimfront.Search.Fields;

namespace Slimfront.Cli.Commands;

/// <summary>What every command that has slots can be told.</summary>
public static class NodeFlags
{
    /// <summary>Which devices to use.</summary>
    public static readonly Option<string?> Devices = new("--devices")
    {
        Description =
            "Devices, slots and, if wanted, memory of each: 'cuda:0x4@40GB,cpu'. Default: one slot for each GPU, or else one for each core ('slimfront devices').",
    };

    /// <summary>Threads of each slot's runner.</summary>
    public static readonly Option<int> Threads = new("--threads")
    {
        Description =
            "Threads of each slot's runner. Results repeat bit by bit for the same number on the same kind of processor only.",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>What runners get of processors that others want, too.</summary>
    public static readonly Option<string?> Priority = new("--priority")
    {
        Description =
            "Whether runners give way to other programs: 'normal' or 'low'. Default: normal for a search, low for a node.",
    };

    /// <summary>How long a node without a cluster lives on.</summary>
    public static readonly Option<string?> GiveUpAfter = new("--give-up-after")
    {
        Description =
            "How long a node that lost its cluster tries to come back before it ends: '0s', '10m'. Default: for ever.",
    };

    /// <summary>Where artifacts are kept.</summary>
    public static readonly Option<string?> Store = new("--store")
    {
        Description =
            "Folder of artifacts; share one between runs and equal stages run once. Default: in the run.",
    };

    /// <summary>A folder that several nodes see.</summary>
    public static readonly Option<string?> Shared = new("--shared")
    {
        Description =
            "A folder that several nodes see: artifacts there need not travel, and new ones are put there.",
    };

    /// <summary>How large the store may be.</summary>
    public static readonly Option<string?> StoreLimit = new("--store-limit")
    {
        Description =
            "Size above which artifacts that no study needs are removed, '20G'; made again if wanted. Default: none.",
    };

    /// <summary>Where a run in this process keeps its artifacts.</summary>
    public static RunStore StoreOf(ParseResult parsed, RunDirectory run)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(run);
        return new(parsed.GetValue(Store) ?? run.Store, parsed.GetValue(Shared), Keeping(parsed));
    }

    /// <summary>The limit that the flags set; null where they set none.</summary>
    /// <exception cref="UserErrorException">It is no size.</exception>
    public static StoreKeeping? Keeping(ParseResult parsed) =>
        parsed.GetValue(StoreLimit) is { } text ? new(Bytes("--store-limit", text)) : null;

    /// <summary>A size of one byte or more.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    internal static long Bytes(string option, string text) =>
        Text.Size(text) is >= 1 and < 1e18 and var bytes
            ? (long)bytes
            : throw new UserErrorException(
                $"{option} '{text}': it must be a size of one byte or more, such as 500M, 20G or 20GiB."
            );

    /// <summary>How runners are started: as the flags say.</summary>
    /// <param name="parsed">The flags.</param>
    /// <param name="runner">The runner.</param>
    /// <param name="otherwise">The priority where no flag says one.</param>
    /// <exception cref="UserErrorException">There is no such priority.</exception>
    internal static RunnerOptions Runner(
        ParseResult parsed,
        RunnerOptions runner,
        RunnerPriority otherwise
    ) =>
        runner with
        {
            Priority = parsed.GetValue(Priority) switch
            {
                null => otherwise,
                "normal" => RunnerPriority.Normal,
                "low" => RunnerPriority.Low,
                var other => throw new UserErrorException($"--priority '{other}': there are normal and low."),
            },
        };

    /// <summary>How long a node that lost its cluster tries to come back; null for ever.</summary>
    /// <exception cref="UserErrorException">That is no duration.</exception>
    internal static TimeSpan? Patience(ParseResult parsed) =>
        parsed.GetValue(GiveUpAfter) is not { } text
            ? null
            : Text.Time(text)
                ?? throw new UserErrorException(
                    $"--give-up-after '{text}' is no duration; write '0s', '90s' or '10m'."
                );

    /// <summary>The slots that the flags ask for.</summary>
    public static ImmutableArray<DeviceSlot> Slots(ParseResult parsed)
    {
        var threads = parsed.GetValue(Threads);
        return threads >= 1
            ? [.. Runs.Devices.Parse(parsed.GetValue(Devices), threads)]
            : throw new UserErrorException($"--threads {threads}: it must be 1 or more.");
    }
}

/// <summary>What every command that talks to a cluster can be told.</summary>
public static class ClusterFlags
{
    /// <summary>The environment variable that holds the token.</summary>
    public const string TokenVariable = "SLIMFRONT_TOKEN";

    /// <summary>A node of the cluster.</summary>
    public static readonly Option<string?> Cluster = new("--cluster")
    {
        Description =
            "The HTTP address of any node: https://host:8053, or http:// without TLS. More with commas between: asked when one is silent.",
    };

    /// <summary>What the cluster asks callers to show.</summary>
    public static readonly Option<string?> Token = new("--token")
    {
        Description = $"The cluster's token. Default: the variable {TokenVariable}.",
    };

    /// <summary>Adds all that a client says of the cluster it talks to.</summary>
    public static void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (
            var option in (Option[])
                [Cluster, Token, TlsFlags.Folder, TlsFlags.Certificate, TlsFlags.Authority]
        )
            command.Options.Add(option);
    }

    /// <summary>The cluster that the flags name; null where they name none.</summary>
    /// <exception cref="UserErrorException">The address is none, or the token is missing.</exception>
    public static Endpoint? Endpoint(ParseResult parsed)
    {
        if (parsed.GetValue(Cluster) is not { } address)
            return null;
        var nodes = address
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Address)
            .ToImmutableArray();
        if (nodes.IsEmpty)
            throw new UserErrorException("--cluster names no address; write http://host:8053.");
        var token = SecretToken(parsed);
        return token is not null
            ? new(nodes[0], token) { Others = nodes[1..], Tls = TlsFlags.Read(parsed) }
            : throw new UserErrorException(
                $"--cluster needs the cluster's token: --token, or the variable {TokenVariable}."
            );
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new UserErrorException($"--cluster '{text}' is no address; write http://host:8053.");

    /// <summary>The token that the flags or the environment give.</summary>
    public static string? SecretToken(ParseResult parsed) =>
        parsed.GetValue(Token) ?? Environment.GetEnvironmentVariable(TokenVariable);
}
