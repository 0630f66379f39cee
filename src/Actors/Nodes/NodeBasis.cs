using Slimfront.Actors.Feeds;
using Slimfront.Actors.Security;
using Slimfront.Actors.Telemetry;

namespace Slimfront.Actors.Nodes;

/// <summary>What a node has before it opens anything.</summary>
/// <param name="Options">What it was told.</param>
/// <param name="Token">The secret of its HTTP service.</param>
/// <param name="Feed">What a coordinator of this node has written, for readers.</param>
/// <param name="Telemetry">Its counters.</param>
/// <param name="Membership">Its life in the cluster.</param>
internal sealed record NodeBasis(
    NodeOptions Options,
    string Token,
    Feed Feed,
    NodeTelemetry Telemetry,
    NodeMembership Membership
)
{
    /// <summary>The basis of a node.</summary>
    /// <param name="options">What it was told.</param>
    /// <param name="owned">Closes it.</param>
    public static NodeBasis Of(NodeOptions options, Ownership owned)
    {
        var feed = owned.Own(new Feed(options.Clock));
        return new(
            options,
            options.HttpToken ?? Hex.Random(16),
            feed,
            owned.Own(new NodeTelemetry(feed)),
            new()
        );
    }

    /// <summary>What speaks to other nodes' HTTP services.</summary>
    public HttpMessageHandler Handler() => Options.Tls?.Handler() ?? Tls.LoopbackHandler();
}
