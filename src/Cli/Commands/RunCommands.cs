using System.CommandLine;
using Slimfront.Actors.Http;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Runners;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Runs;
using Slimfront.Cli.Views;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Commands;

/// <summary>The commands about a run that exists: resume, status, watch, stop, results, report.</summary>
public static class RunCommands
{
    private static readonly Option<bool> Stages = new("--stages")
    {
        Description = "Show every stage: its attempts, and how their loss went.",
    };

    /// <summary>slimfront resume RUN.</summary>
    public static Command Resume()
    {
        var command = New("resume", "Go on with a run that was interrupted.", ResumeAsync);
        command.Add(NodeFlags.Devices);
        command.Add(NodeFlags.Threads);
        command.Add(NodeFlags.Priority);
        command.Add(NodeFlags.Store);
        command.Add(NodeFlags.Shared);
        command.Add(NodeFlags.StoreLimit);
        command.Add(DataFlags.Told);
        return command;
    }

    /// <summary>slimfront status RUN.</summary>
    public static Command Status()
    {
        var command = New("status", "Tell where a run, or every study of a cluster, stands.", StatusAsync);
        command.Add(Stages);
        return command;
    }

    /// <summary>slimfront watch RUN.</summary>
    public static Command Watch() => New("watch", "Follow a running study.", WatchAsync);

    /// <summary>slimfront stop RUN.</summary>
    public static Command Stop() =>
        New("stop", "End a running study: no new trials, then the front is tested and reported.", StopAsync);

    /// <summary>slimfront pause RUN.</summary>
    public static Command Pause() =>
        New(
            "pause",
            "Let a running study stand still: what runs leaves a checkpoint, nothing is lost.",
            (parsed, cancel) =>
                OrderAsync(parsed, (client, name) => client.PauseAsync(name, "paused by the user", cancel))
        );

    /// <summary>slimfront continue RUN.</summary>
    public static Command Continue() =>
        New(
            "continue",
            "Let a paused study go on.",
            (parsed, cancel) =>
                OrderAsync(
                    parsed,
                    (client, name) => client.ContinueAsync(name, "continued by the user", cancel)
                )
        );

    /// <summary>slimfront results STUDY --cluster URL.</summary>
    public static Command Results()
    {
        var command = New(
            "results",
            "Fetch a study's front from a cluster: models and reports.",
            ResultsAsync
        );
        command.Add(SearchCommand.Run);
        return command;
    }

    /// <summary>slimfront report RUN.</summary>
    public static Command Report() => New("report", "Write the reports of a run anew.", ReportAsync);

    private static Command New(
        string name,
        string description,
        Func<ParseResult, CancellationToken, Task<int>> action
    )
    {
        var command = new Command(name, description) { NamedRun.Argument, Shell.Json };
        ClusterFlags.AddTo(command);
        command.SetAction(action);
        return command;
    }

    private static async Task<int> ResumeAsync(ParseResult parsed, CancellationToken cancel)
    {
        var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
        using var run = RunDirectory.Find(NamedRun.Of(parsed)).Lock();
        var study = run.ReadStudy();
        var asJson = parsed.GetValue(Shell.Json);
        var store = NodeFlags.StoreOf(parsed, run);
        var file = StudyFileNow.Read(composition, study, run);
        if (file.Change is { } change)
            await Console.Error.WriteLineAsync($"slimfront: {change}");
        var told = parsed.GetValue(DataFlags.Told);
        var exports = EndExports.Of(composition, file.Exports, told);
        if (study.Phase is StudyPhase.Finished)
        {
            Reporting.Finish(composition, study, run, store.Directory, asJson);
            return exports.Write(study, run, asJson);
        }
        composition.MovedData = new DataPlaces(composition.Data).Find(study.Spec, run, told);
        if (!asJson)
            Console.WriteLine($"resuming {Summary.State(study)}");
        var runner = NodeFlags.Runner(parsed, composition.Runner, RunnerPriority.Normal);
        return await new EmbeddedRun(
            composition,
            run,
            NodeFlags.Slots(parsed),
            store,
            runner,
            exports
        ).ToEndAsync(study.Spec, asJson, study.IsPaused);
    }

    private static async Task<int> StatusAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (ClusterFlags.Endpoint(parsed) is { } cluster && NamedRun.Find(parsed) is null)
        {
            using var everything = cluster.Connect();
            var view = await everything.ViewAsync(cancel);
            foreach (
                var line in parsed.GetValue(Shell.Json)
                    ? ClusterSummary.Json(view)
                    : ClusterSummary.Lines(view)
            )
                Console.WriteLine(line);
            return Shell.Success;
        }

        var study = await NamedRun.StudyAsync(parsed, cancel);
        var progress = parsed.GetValue(Stages) ? await ProgressAsync(parsed, study.Spec.Name, cancel) : null;
        if (parsed.GetValue(Shell.Json))
        {
            Console.WriteLine(StudyJson.Line(study, progress));
            return Shell.Success;
        }

        Console.WriteLine(Summary.State(study));
        if (study.Phase is not StudyPhase.Finished && NamedRun.IsAbandoned(parsed))
            Console.WriteLine($"no process runs it now; go on with: slimfront resume {NamedRun.Of(parsed)}");
        foreach (var line in progress is null ? Summary.Front(study) : StageTable.Lines(study, progress))
            Console.WriteLine(line);
        return Shell.Success;
    }

    private static async Task<IReadOnlyList<ProgressPoint>> ProgressAsync(
        ParseResult parsed,
        string study,
        CancellationToken cancel
    )
    {
        if (NamedRun.Connect(parsed) is not var (client, _))
            return ProgressTable.ReadFile(RunDirectory.Find(NamedRun.Of(parsed)).Journal, study);
        using (client)
            return await client.ProgressAsync(study, cancel);
    }

    private static async Task<int> WatchAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (client, name) = NamedRun.Connect(parsed) ?? throw NamedRun.NotRunning(parsed);
        using (client)
        {
            using var view = StudyViews.Create(parsed.GetValue(Shell.Json));
            var study = await new Follower(client, name).ToEndAsync(view, cancel);
            view.Dispose();
            if (!parsed.GetValue(Shell.Json))
                Console.WriteLine(Summary.State(study));
            return Shell.Success;
        }
    }

    private static Task<int> StopAsync(ParseResult parsed, CancellationToken cancel) =>
        OrderAsync(parsed, (client, name) => client.StopAsync(name, "stopped by the user", cancel));

    private static async Task<int> OrderAsync(
        ParseResult parsed,
        Func<ClusterClient, string, Task<string>> order
    )
    {
        var (client, name) = NamedRun.Connect(parsed) ?? throw NamedRun.NotRunning(parsed);
        using (client)
        {
            Console.WriteLine(await order(client, name));
            return Shell.Success;
        }
    }

    private static async Task<int> ResultsAsync(ParseResult parsed, CancellationToken cancel)
    {
        var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
        if (ClusterFlags.Endpoint(parsed) is not { } cluster)
            throw new UserErrorException(
                "results come from a cluster: name it by --cluster. For a run of this machine: slimfront report RUN"
            );
        using var client = cluster.Connect();
        var study = await new Follower(client, NamedRun.Of(parsed)).BegunAsync(cancel);
        if (study.Phase is not StudyPhase.Finished && !parsed.GetValue(Shell.Json))
            Console.WriteLine("the study is not finished: this is what it has so far");
        // Fetched again, they replace what was fetched before.
        using var run = RunDirectory.CreateAt(
            parsed.GetValue(SearchCommand.Run) ?? Path.Combine("runs", study.Spec.Name)
        );
        await Reporting.FetchModelsAsync(study, client, run, cancel);
        var asJson = parsed.GetValue(Shell.Json);
        Reporting.Finish(composition, study, run, store: null, asJson);
        return study.Phase is StudyPhase.Finished
            ? EndExports.Of(composition, study.Spec.Exports).Write(study, run, asJson)
            : Shell.Success;
    }

    private static async Task<int> ReportAsync(ParseResult parsed, CancellationToken cancel)
    {
        var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
        var study = await NamedRun.StudyAsync(parsed, cancel);
        var run = ClusterFlags.Endpoint(parsed) is null
            ? RunDirectory.Find(NamedRun.Of(parsed))
            : RunDirectory.Create("runs", study.Spec.Name);
        using (run)
            Reporting.Finish(composition, study, run, store: null, parsed.GetValue(Shell.Json));
        return Shell.Success;
    }
}
