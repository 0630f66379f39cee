using Slimfront.Actors.Protocol;
using Slimfront.Search;
using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Actors.Nodes;

/// <summary>One process of a cluster, running.</summary>
public sealed class Node : IAsyncDisposable
{
    private Node() { }

    /// <summary>Base address of its HTTP service.</summary>
    public Uri Http => throw new NotSupportedException();

    /// <summary>The secret its HTTP service asks for.</summary>
    public string HttpToken => throw new NotSupportedException();

    /// <summary>
    /// Ends when the node has stopped; faults with a <see cref="UserErrorException"/> of one clear line where it
    /// could not go on.
    /// </summary>
    public Task Completion => throw new NotSupportedException();

    /// <summary>What the process should exit with, once <see cref="Completion"/> has ended.</summary>
    public int ExitCode => throw new NotSupportedException();

    /// <summary>Starts a node; it is in its cluster, and its services answer, when the task ends.</summary>
    /// <param name="options">What it does and where.</param>
    /// <param name="pipeline">What configurations mean.</param>
    /// <param name="samplers">What studies may choose configurations with.</param>
    /// <exception cref="UserErrorException">An option is impossible, a port or the journal is in use…</exception>
    public static Task<Node> StartAsync(
        NodeOptions options,
        IPipeline pipeline,
        Catalog<ISampler> samplers
    ) => throw new NotSupportedException("This build has no nodes yet.");

    /// <summary>Begins a study, or goes on with it. Only where the coordinator is in this process.</summary>
    /// <returns>One line that says which.</returns>
    /// <exception cref="UserErrorException">The coordinator refused; the message says why.</exception>
    public Task<string> SubmitAsync(StudySpec spec) => throw new NotSupportedException();

    /// <summary>Asks a study to finish up. Only where the coordinator is in this process.</summary>
    /// <returns>One line.</returns>
    /// <exception cref="UserErrorException">The coordinator refused; the message says why.</exception>
    public Task<string> StopStudyAsync(string study, string reason) => throw new NotSupportedException();

    /// <summary>What the coordinator knows. Only where it is in this process.</summary>
    public Task<ClusterView> ViewAsync() => throw new NotSupportedException();

    /// <summary>Lets slots leave checkpoints, hands everything over and stops.</summary>
    /// <param name="reason">One line, for the log.</param>
    public Task DrainAsync(string reason) => throw new NotSupportedException();

    /// <summary>Drains, if that was not done.</summary>
    public async ValueTask DisposeAsync() => await DrainAsync("the node is disposed of");
}
