using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Runners;
using Slimfront.Cli.Commands;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Views;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>Runs a study in this process: the same coordinator and slots as a cluster's, runner processes beside it.</summary>
/// <param name="composition">All techniques.</param>
/// <param name="run">The locked folder of the run.</param>
/// <param name="slots">The slots.</param>
/// <param name="store">Where artifacts are kept.</param>
/// <param name="runner">How runners are started.</param>
/// <param name="exports">What is exported when the study is over.</param>
public sealed class EmbeddedRun(
    Composition composition,
    RunDirectory run,
    ImmutableArray<DeviceSlot> slots,
    RunStore store,
    RunnerOptions runner,
    EndExports exports
)
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    /// <summary>Runs the study to its end, or until Ctrl-C or SIGTERM, writes its report and exports its models.</summary>
    /// <returns>The exit code.</returns>
    /// <param name="spec">The study.</param>
    /// <param name="asJson">Whether programs read along.</param>
    /// <param name="isPaused">Whether it was paused: it goes on.</param>
    public async Task<int> ToEndAsync(StudySpec spec, bool asJson, bool isPaused = false) =>
        await SearchAsync(spec, asJson, isPaused) is { } study
            ? exports.Write(study, run, asJson)
            : Shell.Interrupted;

    // Null where it was interrupted.
    private async Task<Study?> SearchAsync(StudySpec spec, bool asJson, bool isPaused)
    {
        using var interrupt = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupt.Cancel();
        }

        await using var node = await Node.StartAsync(Options(), composition.Pipeline, composition.Search);
        var endpoint = new Endpoint(node.Http, node.HttpToken, spec.Name);
        using var client = endpoint.Connect();
        try
        {
            await client.SubmitAsync(spec, interrupt.Token);
            if (isPaused)
                await client.ContinueAsync(spec.Name, "resumed by the user", interrupt.Token);
            endpoint.Write(run.Endpoint);
            var study = await FollowAsync(node, spec.Name, asJson, interrupt.Token);
            File.Delete(run.Endpoint);
            await node.DrainAsync("the study is finished");
            Reporting.Finish(composition, study, run, store.Directory, asJson);
            return study;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("slimfront: stopping; running stages leave a checkpoint…");
            await node.DrainAsync("interrupted");
            await Console.Error.WriteLineAsync(
                $"slimfront: interrupted. Go on with: slimfront resume {run.Path}"
            );
            return null;
        }
        finally
        {
            File.Delete(run.Endpoint);
        }
    }

    private static async Task<Study> FollowAsync(
        Node node,
        string name,
        bool asJson,
        CancellationToken cancel
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var view = StudyViews.Create(asJson);
        var following = new Follower(node.Feed, name).ToEndAsync(view, either.Token);
        var first = await Task.WhenAny(following, node.Completion);
        // The feed of a node that goes down ends first; the node says why a moment later.
        if (first == following && following.IsFaulted)
            await Task.WhenAny(node.Completion, Task.Delay(LastWords, CancellationToken.None));
        if (!node.Completion.IsCompleted || following.IsCompletedSuccessfully)
            return await following;
        await either.CancelAsync();
        await node.Completion;
        throw new UserErrorException("the node stopped before the study was finished.");
    }

    private NodeOptions Options() =>
        new()
        {
            IsEmbedded = true,
            StoreDirectory = store.Directory,
            SharedDirectory = store.Shared,
            StoreLimit = store.Limit,
            Journal = new JournalTarget.Sqlite(run.Journal),
            Slots = slots,
            Environment = MachineKind.Of,
            Runner = runner,
            HandlesSignals = false,
            LogFile = run.Log,
        };
}
