using System.CommandLine;
using Slimfront.Actors.Http;
using Slimfront.Cli.Runs;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Commands;

/// <summary>The run or study that a command is about, and how it is reached: through the process that runs it, or by its journal.</summary>
internal static class NamedRun
{
    /// <summary>How it is named.</summary>
    public static Argument<string?> Argument { get; } =
        new("run")
        {
            Description = "A run's folder or its name below 'runs'; with --cluster, a study's name.",
            Arity = ArgumentArity.ZeroOrOne,
        };

    /// <summary>What was named; null for nothing.</summary>
    public static string? Find(ParseResult parsed) => parsed.GetValue(Argument);

    /// <summary>What was named.</summary>
    /// <exception cref="UserErrorException">Nothing was.</exception>
    public static string Of(ParseResult parsed) =>
        Find(parsed) ?? throw new UserErrorException("name a run (a folder, or its name below 'runs').");

    /// <summary>The study: from the process that runs it, if there is one; else from the journal.</summary>
    public static async Task<Study> StudyAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (Connect(parsed) is not var (client, name))
            return RunDirectory.Find(Of(parsed)).ReadStudy();
        using (client)
            return await new Follower(client, name).BegunAsync(cancel);
    }

    /// <summary>A client of the process that runs the study, and the study's name there; null where none does.</summary>
    public static (ClusterClient Client, string Study)? Connect(ParseResult parsed)
    {
        if (ClusterFlags.Endpoint(parsed) is { } cluster)
            return (cluster.Connect(), Of(parsed));
        var run = RunDirectory.Find(Of(parsed));
        return Endpoint.Read(run.Endpoint) is { Study: { } study } endpoint && run.IsInUse()
            ? (endpoint.Connect(), study)
            : null;
    }

    /// <summary>Whether it is a run of this machine that no process runs.</summary>
    public static bool IsAbandoned(ParseResult parsed) =>
        ClusterFlags.Endpoint(parsed) is null && !RunDirectory.Find(Of(parsed)).IsInUse();

    /// <summary>The error that no process runs it.</summary>
    public static UserErrorException NotRunning(ParseResult parsed) =>
        new($"run '{Of(parsed)}' is not running. Go on with it: slimfront resume {Of(parsed)}");
}
