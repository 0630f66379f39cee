using Akka.Actor;
using Akka.Event;
using Slimfront.Actors.Protocol;
using Slimfront.Search;
using Slimfront.Search.Recipes;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Actors.Nodes;

/// <summary>One process of a cluster, running.</summary>
public sealed class Node : IAsyncDisposable
{
    // Akka's own code for a handshake that failed on a connection this node began.
    private const int TlsFailure = 79;
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(30);

    private readonly NodeParts _parts;
    private readonly SignalHandler? _signals;

    private Node(NodeParts parts, NodeOptions options)
    {
        _parts = parts;
        Completion = CompleteAsync();
        _signals = options.HandlesSignals ? new(signal => _ = DrainAsync($"{signal} was received")) : null;
    }

    /// <summary>Base address of its HTTP service.</summary>
    public Uri Http => _parts.Http.Address;

    /// <summary>The secret its HTTP service asks for.</summary>
    public string HttpToken => _parts.Token;

    /// <summary>The address other nodes join by: "host:port".</summary>
    public string Address => _parts.Address;

    /// <summary>
    /// Ends when the node has stopped; faults with a <see cref="UserErrorException"/> of one clear line where it
    /// could not go on.
    /// </summary>
    public Task Completion { get; }

    /// <summary>Its actors.</summary>
    internal ActorSystem System => _parts.System;

    /// <summary>What the process should exit with, once <see cref="Completion"/> has ended.</summary>
    /// <remarks>0: drained; 1: could not go on; 3: the cluster gave the node up; 4: it could not join; 79: TLS failed.</remarks>
    public int ExitCode => CoordinatedShutdown.Get(_parts.System).ShutdownReason?.ExitCode ?? 1;

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

        var parts = await NodeParts.StartAsync(options);
        try
        {
            if (options.Roles.HasFlag(NodeRoles.Coordinator))
                parts.OfferCoordinator(spec => techniques.Rules(spec, pipeline));
            await parts.JoinAsync();
            if (options.Roles.HasFlag(NodeRoles.Worker))
                parts.StartSlots();
            parts.Http.ServeClients(parts.Coordinator, pipeline.Resolve, parts.Progress);
            parts.StartKeeper();
            return new(parts, options);
        }
        catch
        {
            await parts.AbandonAsync();
            throw;
        }
    }

    /// <summary>Begins a study, or goes on with it. Only where the coordinator is in this process.</summary>
    /// <returns>One line that says which.</returns>
    /// <exception cref="UserErrorException">The coordinator refused; the message says why.</exception>
    public Task<string> SubmitAsync(StudySpec spec) => RequestAsync(new Submit(spec));

    /// <summary>Asks a study to finish up. Only where the coordinator is in this process.</summary>
    /// <returns>One line.</returns>
    /// <exception cref="UserErrorException">The coordinator refused; the message says why.</exception>
    public Task<string> StopStudyAsync(string study, string reason) =>
        RequestAsync(new StopStudy(study, reason));

    /// <summary>What the coordinator knows. Only where it is in this process.</summary>
    public async Task<ClusterView> ViewAsync() => (ClusterView)await AskAsync(new GetView());

    /// <summary>Puts one line into the node's log.</summary>
    public void Announce(string line) => _parts.System.Log.Info("{Announcement}", line);

    /// <summary>Lets slots leave checkpoints, hands everything over and stops.</summary>
    /// <param name="reason">One line, for the log.</param>
    public async Task DrainAsync(string reason)
    {
        _parts.System.Log.Info("The node drains: {0}.", reason);
        await CoordinatedShutdown.Get(_parts.System).Run(new DrainedReason());
        await Task.WhenAny(Completion);
    }

    /// <summary>Drains, if that was not done.</summary>
    public async ValueTask DisposeAsync()
    {
        await DrainAsync("it is disposed of");
        _signals?.Dispose();
    }

    private async Task<string> RequestAsync(object request) =>
        await AskAsync(request) switch
        {
            Accepted accepted => accepted.Text,
            Rejected rejected => throw new UserErrorException(rejected.Reason),
            var other => throw new InvalidOperationException($"The coordinator answered with {other}."),
        };

    // Studies never cross the wire between nodes: only the coordinator's own node can ask.
    private async Task<object> AskAsync(object request)
    {
        try
        {
            var at = await _parts.Coordinator.Ask<CoordinatorAt>(new WhereIsCoordinator(), AskLimit);
            return at.Source == Http.ToString()
                ? await _parts.Coordinator.Ask<object>(request, AskLimit)
                : throw new UserErrorException($"The coordinator is not on this node but at {at.Source}.");
        }
        catch (AskTimeoutException e)
        {
            throw _parts.Fatal
                ?? new UserErrorException($"No coordinator answered for {AskLimit.TotalSeconds:0} s.", e);
        }
    }

    private async Task CompleteAsync()
    {
        await _parts.System.WhenTerminated;
        await _parts.DisposeAsync();
        _signals?.Dispose();
        if (_parts.Fatal is { } fatal)
            throw fatal;
        if (Ending() is { } line)
            throw new UserErrorException(line) { ExitCode = ExitCode };
    }

    // What Akka ended the node for by itself.
    private string? Ending() =>
        CoordinatedShutdown.Get(_parts.System).ShutdownReason switch
        {
            CoordinatedShutdown.ClusterDowningReason =>
                "The cluster gave this node up, because it could not be reached for too long.",
            CoordinatedShutdown.ClusterJoinUnsuccessfulReason =>
                "The node could not join its cluster: no seed node answered.",
            { ExitCode: TlsFailure } =>
                "The node was stopped: a node that it dialled shows no certificate of this cluster's authority for its "
                    + "host, or something else listens on that node's port (the log says which).",
            DrainedReason or FatalReason or CoordinatedShutdown.ClusterLeavingReason => null,
            var reason => $"The node was stopped: {reason?.GetType().Name ?? "for no known reason"}.",
        };
}
