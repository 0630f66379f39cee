using Akka.Actor;
using Akka.Event;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Preparation;
using Slimfront.Search.Rules;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Nodes;

/// <summary>One process of a cluster, running.</summary>
/// <remarks>
/// Where it loses its cluster it joins again, with what its slots run and hold, unless it was told to give up: see
/// <see cref="NodeOptions.GiveUpAfter"/>.
/// </remarks>
public sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CutOffDrainLimit = TimeSpan.FromSeconds(5);

    private readonly NodeParts _parts;
    private readonly NodeLives _lives;
    private readonly StudyIntake _intake;
    private readonly NodeOptions _options;
    private readonly SignalHandler? _signals;

    private Node(NodeParts parts, NodeLives lives, StudyIntake intake, NodeOptions options)
    {
        (_parts, _lives, _intake, _options) = (parts, lives, intake, options);
        Address = lives.Last.Address;
        Completion = CompleteAsync();
        _signals = options.HandlesSignals ? new(signal => _ = DrainAsync($"{signal} was received")) : null;
    }

    /// <summary>Base address of its HTTP service.</summary>
    public Uri Http => _parts.Http.Address;

    /// <summary>The secret its HTTP service asks for.</summary>
    public string HttpToken => _parts.Token;

    /// <summary>The address other nodes join by: "host:port".</summary>
    public string Address { get; }

    /// <summary>
    /// Ends when the node has stopped; faults with a <see cref="UserErrorException"/> of one clear line where it
    /// could not go on.
    /// </summary>
    public Task Completion { get; }

    /// <summary>Its actors, in the cluster that it is in or was in last.</summary>
    internal ActorSystem System => _lives.Last.System;

    /// <summary>What the process should exit with, once <see cref="Completion"/> has ended.</summary>
    /// <remarks>0: drained; 1: could not go on; 3: the cluster gave the node up; 4: it could not join; 79: TLS failed.</remarks>
    public int ExitCode => _lives.ExitCode;

    /// <summary>Starts a node; it is in its cluster, and its services answer, when the task ends.</summary>
    /// <param name="options">What it does and where.</param>
    /// <param name="pipeline">What configurations mean.</param>
    /// <param name="techniques">What studies may search with.</param>
    /// <exception cref="UserErrorException">An option is impossible, a port or the journal is in use…</exception>
    public static async Task<Node> StartAsync(
        NodeOptions options,
        IPipeline pipeline,
        SearchTechniques techniques
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = options.Problems().ToArray();
        if (problems.Length > 0)
            throw new UserErrorException($"The node cannot start: {string.Join("; ", problems)}.");
        PortCheck.MustBeFree(options.Bind?.ToString() ?? options.Host, options.Port);

        var parts = await NodeParts.OpenAsync(options);
        try
        {
            var preparation = new StudyPreparation(pipeline, techniques);
            var intake = new StudyIntake(pipeline, preparation, parts.Store);
            var lives = await NodeLives.BeginAsync(
                options,
                parts,
                life => JoinAsync(life, options, parts, intake, pipeline, techniques)
            );
            parts.StartKeeper();
            return new(parts, lives, intake, options);
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a study, or goes on with it. Only where the coordinator is in this process.</summary>
    /// <returns>One line that says which.</returns>
    /// <exception cref="UserErrorException">The coordinator refused; the message says why.</exception>
    public async Task<string> SubmitAsync(StudySpec spec) =>
        await RequestAsync(new Submit(await Task.Run(() => _intake.Take(spec))));

    /// <summary>Asks a study to finish up. Only where the coordinator is in this process.</summary>
    /// <returns>One line.</returns>
    /// <exception cref="UserErrorException">The coordinator refused; the message says why.</exception>
    public Task<string> StopStudyAsync(string study, string reason) =>
        RequestAsync(new StopStudy(study, reason));

    /// <summary>What the coordinator has written, and what slots do now, while it is in this process.</summary>
    public Feed Feed => _parts.Feed;

    /// <summary>What the coordinator knows. Only where it is in this process.</summary>
    public async Task<ClusterView> ViewAsync()
    {
        if (Feed.Now is null)
            await FindAsync();
        return Feed.Now ?? throw new UserErrorException("The coordinator of this node has just stopped.");
    }

    /// <summary>Puts one line into the node's log.</summary>
    public void Announce(string line) => System.Log.Info("{Announcement}", line);

    /// <summary>Lets slots leave checkpoints, hands everything over and stops.</summary>
    /// <param name="reason">One line, for the log.</param>
    public async Task DrainAsync(string reason)
    {
        System.Log.Info("The node drains: {0}.", reason);
        await _lives.LeaveAsync();
        await Task.WhenAny(Completion);
    }

    /// <summary>Drains, if that was not done.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Completion.IsCompleted)
            await DrainAsync("it is disposed of");
        _lives.Dispose();
        _signals?.Dispose();
    }

    private async Task<string> RequestAsync(object request) =>
        await AskAsync(request) switch
        {
            Accepted accepted => accepted.Text,
            Rejected rejected => throw new UserErrorException(rejected.Reason),
            var other => throw new InvalidOperationException($"The coordinator answered with {other}."),
        };

    private async Task<object> AskAsync(object request)
    {
        try
        {
            return await (await FindAsync()).Ask<object>(request, AskLimit);
        }
        catch (AskTimeoutException e)
        {
            throw Silent(e);
        }
    }

    // Studies never cross the wire between nodes: only the coordinator's own node can ask.
    private async Task<IActorRef> FindAsync()
    {
        try
        {
            var coordinator = _lives.Last.Coordinator;
            var at = await coordinator.Ask<CoordinatorAt>(new WhereIsCoordinator(), AskLimit);
            return at.Source == Http.ToString()
                ? coordinator
                : throw new UserErrorException($"The coordinator is not on this node but at {at.Source}.");
        }
        catch (AskTimeoutException e)
        {
            throw Silent(e);
        }
    }

    private UserErrorException Silent(AskTimeoutException e) =>
        _lives.Last.Fatal
        ?? new UserErrorException($"No coordinator answered for {AskLimit.TotalSeconds:0} s.", e);

    private static async Task JoinAsync(
        NodeLife life,
        NodeOptions options,
        NodeParts parts,
        StudyIntake intake,
        IPipeline pipeline,
        SearchTechniques techniques
    )
    {
        if (options.Roles.HasFlag(NodeRoles.Coordinator) && parts.Journal is { } journal)
            life.OfferCoordinator(journal.Progress, spec => techniques.Rules(spec, pipeline));
        await life.JoinAsync();
        await parts.CheckTokenAsync(life.Coordinator);
        if (options.Roles.HasFlag(NodeRoles.Worker) && options.Runner is { } runner)
            life.StartSlots(parts.Slots.Of(life.Address, runner));
        parts.Http.ServeClients(life.Coordinator, parts.Feed, intake.Take, parts.Journal?.Progress);
    }

    private async Task CompleteAsync()
    {
        await _lives.ToEndAsync();
        // Nobody acknowledges any more what slots leave behind: only checkpoints matter.
        await _parts.Slots.EndAsync(_lives.IsLeaving ? _options.DrainLimit : CutOffDrainLimit);
        await _parts.DisposeAsync();
        _signals?.Dispose();
        if (_lives.Last.Fatal is { } fatal)
            throw fatal;
        if (!_lives.IsLeaving && _lives.Last.Ending is { } line)
            throw new UserErrorException(line) { ExitCode = ExitCode };
    }
}
