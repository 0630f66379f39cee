using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Telemetry;
using Slimfront.Search.Rules;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Coordinator;

/// <summary>What a coordinator is told when it starts.</summary>
public sealed record CoordinatorSettings
{
    /// <summary>Base address of its node's HTTP service.</summary>
    public required string Source { get; init; }

    /// <summary>Makes the rules of a study; throws a <see cref="Search.UserErrorException"/> where it cannot be run.</summary>
    public required Func<StudySpec, StudyRules> Rules { get; init; }

    /// <summary>The artifacts of its node, by which work done before is known; null where it keeps none.</summary>
    public IArtifactIndex? Index { get; init; }

    /// <summary>How long a slot may be silent before its work is given to another.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long, after it took over, it waits for slots to announce work the journal says is running.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a slot that was given work may still say that it has none: its greeting may have crossed
    /// the order. Then the order is sent again.</summary>
    public TimeSpan OrderTravel { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How fast artifacts are thought to travel between nodes; decides how long a stage waits to be near its inputs.</summary>
    public double BytesPerSecond { get; init; } = 100e6;

    /// <summary>Between two looks at leases and budgets.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Events between two snapshots, at least.</summary>
    public int SnapshotEvery { get; init; } = 1000;

    /// <summary>Whether it runs in a cluster, whose removed members' work is given to others at once.</summary>
    public bool WatchesMembers { get; init; } = true;

    /// <summary>Whether a failure of the journal ends the node; else the supervisor starts it again after a while.</summary>
    public bool EndsNodeOnFailure { get; init; }

    /// <summary>What its process knows of its right to write: one for all incarnations in a process.</summary>
    public Fence Fence { get; init; } = new();

    /// <summary>Where readers find what it has written: one for all incarnations in a process.</summary>
    public Feed Feed { get; init; } = new();

    /// <summary>Told of its epoch when a coordinator of this node becomes active, and of null when it is no longer.</summary>
    public Action<long?> OnActive { get; init; } = _ => { };

    /// <summary>Told how far slots are.</summary>
    public Action<AttemptRef, double, string> Progress { get; init; } = (_, _, _) => { };

    /// <summary>Told what keeps this node from having a coordinator at all.</summary>
    public Action<Exception> OnFatal { get; init; } = _ => { };

    /// <summary>Where it counts what it does; null to count nothing.</summary>
    public CoordinatorMetrics? Metrics { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
