using System.Diagnostics;
using System.Diagnostics.Metrics;
using Slimfront.Actors.Feeds;

namespace Slimfront.Actors.Telemetry;

/// <summary>What a node tells of itself in numbers and spans; whoever listens by <see cref="Name"/> gets them.</summary>
/// <remarks>.NET's own meters and activities: with no listener they cost nothing, and no exporter is known here.</remarks>
public sealed class NodeTelemetry : IDisposable
{
    /// <summary>The name of meter and activity source.</summary>
    public const string Name = "Slimfront";

    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _spans = new(Name);

    /// <summary>A node's telemetry.</summary>
    /// <param name="feed">Where its coordinator is seen.</param>
    public NodeTelemetry(Feed feed)
    {
        Coordinator = new(_meter, feed);
        Transfers = new(_meter);
        Stages = new(_spans);
    }

    /// <summary>What the coordinator does, while it is on this node.</summary>
    public CoordinatorMetrics Coordinator { get; }

    /// <summary>Bytes of artifacts that came and went.</summary>
    public TransferMetrics Transfers { get; }

    /// <summary>A span for each attempt that a slot of this node makes.</summary>
    public StageSpans Stages { get; }

    /// <summary>Nothing is told any more.</summary>
    public void Dispose()
    {
        _meter.Dispose();
        _spans.Dispose();
    }
}
