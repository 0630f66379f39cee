using System.Collections.Immutable;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Serialization;

/// <summary>One of everything, with every field set; their bytes are in wire.approved.txt.</summary>
internal static class Pinned
{
    private static readonly StageKey Key = new(string.Concat(Enumerable.Repeat("0123456789abcdef", 4)));
    private static readonly ArtifactId Artifact = new(
        string.Concat(Enumerable.Repeat("fedcba9876543210", 4))
    );
    private static readonly AttemptId Attempt = new(Key, 2);
    private static readonly AttemptRef Work = new("digits", Attempt);
    private static readonly SlotId Slot = new("host:4053", 1, "7f3a");

    private static readonly Configuration Settings = Configuration.Of(
        ("epochs", Value.Of(3)),
        ("family", Value.Of("mlp")),
        ("rate", Value.Of(0.5))
    );

    private static readonly Stage Train = new()
    {
        Operation = "train",
        Version = 1,
        Parameters = Settings,
        Dataset = "d1",
        Seed = ulong.MaxValue,
        Inputs = [new("start", Key)],
        Epochs = 3,
    };

    private static readonly StageResult Result = new(
        Artifact,
        1234,
        Measurement.Of(("accuracy", 0.9)),
        Measurement.Of(("latency", 0.25)),
        1.5
    );

    public static readonly StudySpec Spec = new()
    {
        Name = "digits",
        Seed = 7,
        Limits = [new("bytes", 50000)],
        Budget = new(24, TimeSpan.FromHours(1)),
        Sampler = Configuration.Of(("sampler", Value.Of("sobol"))),
        Lag = 8,
        InFlight = 16,
        WarmStart = [Settings],
        Restrictions = ImmutableSortedDictionary<string, Restriction>
            .Empty.Add("depth", new Restriction.Between(1, 3))
            .Add("family", new Restriction.OneOf([Value.Of("mlp")])),
        Settings = Settings,
        Data = new("digits", "f1", [1, 8, 8], 10, 1078, 359, 360),
        Attempts = new(3, TimeSpan.FromMinutes(5), 1L << 30),
        Baselines = 5,
    };

    private static readonly Trial Trial = new(
        new(4),
        "sobol",
        Settings,
        "mlp",
        ImmutableSortedDictionary<string, Interval>.Empty.Add("bytes", new(10, 20)),
        [Key],
        Key,
        Key,
        Train,
        new Outcome.Completed(Measurement.Of(("accuracy", 0.9))),
        Measurement.Of(("accuracy", 0.8)),
        12.5
    )
    {
        Fidelity = new(2, 3, new(1)),
    };

    public static Acknowledged Acknowledged { get; } = new(Work, 3);

    public static ImmutableArray<object> All { get; } =
    [
        new WhereIsCoordinator(),
        new CoordinatorAt("http://host:8080/", 3),
        new Hello(
            Slot,
            "cpu",
            "http://host:8080/",
            Work,
            0.5,
            "epoch 1/2",
            "draining",
            "gpu=a100",
            42_000_000_000
        ),
        new Assign(
            Work,
            3,
            Train,
            Settings,
            Spec.Attempts,
            [new(Key, Artifact, 1234, ["http://host:8080/"])]
        ),
        new Cancel(Work, 3, "nobody wants it"),
        new Ended(Slot, Work, new AttemptEnd.Completed(Result)),
        new Ended(Slot, Work, new AttemptEnd.Failed("diverged", IsFinal: true)),
        new Ended(Slot, Work, new AttemptEnd.Lost("drained")),
        new Ended(Slot, Work, new AttemptEnd.InputMissing(Key, "404")),
        Acknowledged,
        new EpochStarted(3),
        new JournalSnapshot(
            3,
            ImmutableSortedDictionary<string, ImmutableList<StudyEvent>>.Empty.Add(
                "digits",
                [new StudyEvent.Exhausted("all tried")]
            )
        ),
        .. (
            (IEnumerable<StudyEvent>)
                [
                    new StudyEvent.Created(Spec, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
                    new StudyEvent.TrialStarted(Trial, [Train]),
                    new StudyEvent.Exhausted("all tried"),
                    new StudyEvent.AttemptStarted(Attempt, Slot.ToString()),
                    new StudyEvent.StageCompleted(Attempt, Result),
                    new StudyEvent.AttemptFailed(Attempt, "diverged", IsFinal: true),
                    new StudyEvent.AttemptLost(Attempt, "drained"),
                    new StudyEvent.ArtifactLost(Key, "404"),
                    new StudyEvent.TrialEnded(new(4), new Outcome.Failed("diverged")),
                    new StudyEvent.TrialEnded(new(5), new Outcome.Stopped("stopped")),
                    new StudyEvent.TrialEnded(new(6), new Outcome.Paused(Measurement.Of(("accuracy", 0.5)))),
                    new StudyEvent.Stopping("by the user"),
                    new StudyEvent.Paused("by the user"),
                    new StudyEvent.Continued("by the user"),
                    new StudyEvent.BaselinesRequested([
                        new(new(4), "no-teacher", new(24)),
                        new(new(4), "random-criterion", null, "refused"),
                    ]),
                    new StudyEvent.TestRequested([new(4)], [Train]),
                    new StudyEvent.TestMeasured(new(4), Measurement.Of(("accuracy", 0.8))),
                    new StudyEvent.Finished("24 trials done"),
                    new StudyEvent.Created(
                        Spec with
                        {
                            Priority = 2,
                            Requires = Labels.Parse("gpu=a100,rack=7"),
                            Budget = new(24)
                            {
                                Finished = 20,
                                DeviceTime = TimeSpan.FromHours(2),
                                Hypervolume = 0.9,
                                Reference = [new("accuracy", 0.5), new("bytes", 3e5)],
                                Patience = 12,
                                FailureRate = 0.5,
                                FailureMinimum = 6,
                            },
                        },
                        new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)
                    ),
                ]
        ).Select(e => new Journalled("digits", e)),
    ];
}
