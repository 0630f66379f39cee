using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>When a study ends.</summary>
internal static class BudgetFields
{
    private static readonly FieldSection<Budget> Section = new(
        "budget",
        s => s.Budget,
        (s, v) => s with { Budget = v }
    );

    public static ImmutableArray<StudyField> All { get; } =
    [
        Section.Field(
            "trials",
            Scalars.Count,
            "Trials of the whole study.",
            "48",
            b => b.Trials,
            (b, v) => b with { Trials = v }
        ),
        Section.Field(
            "time",
            Scalars.Duration.OrNothing("unlimited"),
            "Wall time; then no trial starts any more, and those in flight are given up.",
            "90m",
            b => b.Time,
            (b, v) => b with { Time = v }
        ),
        Section.Field(
            "finished",
            Scalars.Count.OrNothing("unlimited"),
            "Trials that are to be completed; those that fail do not count, and none is started beyond.",
            "40",
            b => b.Finished,
            (b, v) => b with { Finished = v }
        ),
        Section.Field(
            "device-time",
            Scalars.Duration.OrNothing("unlimited"),
            "Time of all devices in completed stages; then as with `budget.time`.",
            "8h",
            b => b.DeviceTime,
            (b, v) => b with { DeviceTime = v }
        ),
        Section.Field(
            "hypervolume",
            Scalars.Share.OrNothing("no target"),
            "Share of the box between `budget.reference` and the ideal that the front is to dominate.",
            "90%",
            b => b.Hypervolume,
            (b, v) => b with { Hypervolume = v }
        ),
        Section.Field(
            "reference",
            new LimitsKind(isOneLine: true),
            "The worst corner: a value of every objective.",
            "{ accuracy: 50%, macs: 300k }",
            b => b.Reference,
            (b, v) => b with { Reference = v }
        ),
        Section.Field(
            "patience",
            Scalars.Count.OrNothing("unlimited"),
            "Trials in a row that may end without any gain of hypervolume.",
            "20",
            b => b.Patience,
            (b, v) => b with { Patience = v }
        ),
        Section.Field(
            "failure-rate",
            Scalars.Share.OrNothing("unlimited"),
            "Share of failed trials at which the study is given up.",
            "50%",
            b => b.FailureRate,
            (b, v) => b with { FailureRate = v }
        ),
        Section.Field(
            "failure-minimum",
            Scalars.Count,
            "Trials that must have ended before the share of failures is judged.",
            "5",
            b => b.FailureMinimum,
            (b, v) => b with { FailureMinimum = v },
            isTold: b => b.FailureRate is not null
        ),
    ];
}
