using System.CommandLine;
using Slimfront.Actors.Http;
using Slimfront.Actors.Runners;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Runs;
using Slimfront.Cli.StudyFiles;
using Slimfront.Cli.Views;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront search [study.yaml]: runs a study here, or submits it to a cluster.</summary>
public static class SearchCommand
{
    private static readonly Argument<string?> File = new("study")
    {
        Description = "A study file; without one, the default study on the embedded digits.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Where models and reports go.</summary>
    internal static readonly Option<string?> Run = new("--run")
    {
        Description = "The run's folder. Default: runs/NAME, with a number behind it where that exists.",
    };

    private static readonly Option<bool> Detach = new("--detach")
    {
        Description = "With --cluster: submit and return; follow later with 'watch'.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("search", "Run a study here, or submit it with --cluster.")
        {
            File,
            Run,
            Detach,
            NodeFlags.Devices,
            NodeFlags.Threads,
            NodeFlags.Priority,
            NodeFlags.Store,
            NodeFlags.Shared,
            NodeFlags.StoreLimit,
            Shell.Json,
        };
        ClusterFlags.AddTo(command);
        command.SetAction(ExecuteAsync);
        return command;
    }

    /// <summary>slimfront submit [study.yaml] --cluster URL: hands a study to a cluster and returns.</summary>
    public static Command Submit()
    {
        var command = new Command("submit", "Hand a study to a cluster and return.") { File, Shell.Json };
        ClusterFlags.AddTo(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
                var spec = Read(parsed, composition);
                if (ClusterFlags.Endpoint(parsed) is not { } endpoint)
                    throw new UserErrorException(
                        "submit hands a study to a cluster: name it by --cluster. To run it here: slimfront search"
                    );
                using var client = endpoint.Connect();
                await SubmitAsync(composition, client, spec, parsed, cancel);
                await SayIfItWaitsAsync(client, spec, cancel);
                return Shell.Success;
            }
        );
        return command;
    }

    private static StudySpec Read(ParseResult parsed, Composition composition)
    {
        var reader = composition.Reader;
        return parsed.GetValue(File) is { } path ? reader.Read(path) : reader.Default();
    }

    // Where data are is settled when the run begins, so that it goes on from any folder.
    private static StudySpec ReadForHere(ParseResult parsed, Composition composition)
    {
        var spec = Read(parsed, composition);
        if (!spec.Requires.IsEmpty)
            throw new UserErrorException(
                $"'requires' asks for slots with the labels {spec.Requires}; a search on this machine has none. It is for a cluster: --cluster."
            );
        return spec;
    }

    private static async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancel)
    {
        var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
        if (ClusterFlags.Endpoint(parsed) is { } endpoint)
            return await SearchThereAsync(composition, endpoint, Read(parsed, composition), parsed, cancel);

        var spec = ReadForHere(parsed, composition);
        var (placed, notes) = DataPaths.Find(
            spec,
            parsed.GetValue(File),
            Directory.GetCurrentDirectory(),
            composition.Pipeline.Settings
        );
        var resolved = composition.Preparation.Prepare(placed);
        var slots = NodeFlags.Slots(parsed);
        var runner = NodeFlags.Runner(parsed, composition.Runner, RunnerPriority.Normal);
        using var run = parsed.GetValue(Run) is { } folder
            ? RunDirectory.CreateAt(folder)
            : RunDirectory.Create("runs", spec.Name);
        RunOrigin.Write(run, parsed.GetValue(File));
        var asJson = parsed.GetValue(Shell.Json);
        Announce(
            composition,
            resolved,
            $", {slots.Length} slot{(slots.Length == 1 ? "" : "s")}",
            notes,
            asJson
        );
        if (!asJson)
            Console.WriteLine($"run   {run.Path}");
        if (!asJson && spec.Priority != 1)
            Console.WriteLine("note  without an effect here: priority, as no other study wants the slots");
        return await new EmbeddedRun(
            composition,
            run,
            slots,
            NodeFlags.StoreOf(parsed, run),
            runner,
            EndExports.Of(composition, resolved.Exports)
        ).ToEndAsync(resolved, asJson);
    }

    private static async Task SubmitAsync(
        Composition composition,
        ClusterClient client,
        StudySpec spec,
        ParseResult parsed,
        CancellationToken cancel
    )
    {
        var answer = await client.SubmitAsync(spec, cancel);
        if (!parsed.GetValue(Shell.Json))
            Console.WriteLine(answer);
        // The coordinator's node read the data: what it made of them is in the study's first event.
        if (await new Follower(client, spec.Name).NowAsync(cancel) is { Spec: var prepared })
            Announce(composition, prepared, "", [], parsed.GetValue(Shell.Json));
    }

    // Who follows the study is told by the view.
    private static async Task SayIfItWaitsAsync(
        ClusterClient client,
        StudySpec spec,
        CancellationToken cancel
    )
    {
        if (Waiting.Reason((await client.ViewAsync(cancel)).Slots, spec.Requires) is { } reason)
            await Console.Error.WriteLineAsync($"slimfront: study '{spec.Name}' {reason}.");
    }

    private static async Task<int> SearchThereAsync(
        Composition composition,
        Endpoint endpoint,
        StudySpec spec,
        ParseResult parsed,
        CancellationToken cancel
    )
    {
        using var client = endpoint.Connect();
        await SubmitAsync(composition, client, spec, parsed, cancel);
        if (parsed.GetValue(Detach))
        {
            await SayIfItWaitsAsync(client, spec, cancel);
            return Shell.Success;
        }

        var study = await FollowThereAsync(client, spec.Name, parsed, cancel);
        using var run = parsed.GetValue(Run) is { } folder
            ? RunDirectory.CreateAt(folder)
            : RunDirectory.Create("runs", spec.Name);
        await Reporting.FetchModelsAsync(study, client, run, cancel);
        var asJson = parsed.GetValue(Shell.Json);
        Reporting.Finish(composition, study, run, store: null, asJson);
        return EndExports.Of(composition, spec.Exports).Write(study, run, asJson);
    }

    private static async Task<Study> FollowThereAsync(
        ClusterClient client,
        string name,
        ParseResult parsed,
        CancellationToken cancel
    )
    {
        using var view = StudyViews.Create(parsed.GetValue(Shell.Json));
        try
        {
            return await new Follower(client, name).ToEndAsync(view, cancel);
        }
        catch (UserErrorException e)
        {
            throw new UserErrorException(
                $"{e.Message} Nothing is lost: once the cluster is back the study goes on, and 'slimfront watch {name}' "
                    + $"and 'slimfront results {name}' find it there.",
                e
            );
        }
    }

    private static void Announce(
        Composition composition,
        StudySpec spec,
        string where,
        IReadOnlyList<string> notes,
        bool asJson
    )
    {
        var data = spec.Data!;
        if (asJson)
        {
            foreach (var note in notes.Concat(data.Warnings))
                Console.Error.WriteLine($"slimfront: {note}");
            return;
        }
        Console.WriteLine(
            $"study {spec.Name}: {data.Name}, {data.Train}/{data.Validation}/{data.Test} examples, "
                + $"{composition.Pipeline.Space(spec).Nodes.Length} parameters, {spec.Budget.Trials} trials{where}"
        );
        foreach (var line in DataLines.Of(data).Concat(notes.Select(DataLines.Note)))
            Console.WriteLine(line);
        var idle = IdleSettings.Find(spec, composition.Pipeline);
        if (!idle.IsEmpty)
            Console.WriteLine($"note  without an effect in this space: {string.Join(", ", idle)}");
    }
}
