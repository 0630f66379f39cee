using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>When a study ends.</summary>
internal static class BudgetFields
{
    public static ImmutableArray<StudyField> All { get; } =
    [
        Field(
            "trials",
            Scalars.Count,
            "Trials of the whole study.",
            "48",
            b => b.Trials,
            (b, v) => b with { Trials = v }
        ),
        Field(
            "time",
            Scalars.Duration.OrNothing("unlimited"),
            "Wall time; then no trial starts any more, and those in flight are given up.",
            "90m",
            b => b.Time,
            (b, v) => b with { Time = v }
        ),
        Field(
            "finished",
            Scalars.Count.OrNothing("unlimited"),
            "Trials that are to be completed; those that fail do not count, and none is started beyond.",
            "40",
            b => b.Finished,
            (b, v) => b with { Finished = v }
        ),
        Field(
            "device-time",
            Scalars.Duration.OrNothing("unlimited"),
            "Time of all devices in completed stages; then as with `budget.time`.",
            "8h",
            b => b.DeviceTime,
            (b, v) => b with { DeviceTime = v }
        ),
        Field(
            "hypervolume",
            Scalars.Share.OrNothing("no target"),
            "Share of the box between `budget.reference` and the ideal that the front is to dominate.",
            "90%",
            b => b.Hypervolume,
            (b, v) => b with { Hypervolume = v }
        ),
        Field(
            "reference",
            new LimitsKind(isOneLine: true),
            "The worst corner: a value of every objective.",
            "{ accuracy: 50%, macs: 300k }",
            b => b.Reference,
            (b, v) => b with { Reference = v }
        ),
        Field(
            "patience",
            Scalars.Count.OrNothing("unlimited"),
            "Trials in a row that may end without any gain of hypervolume.",
            "20",
            b => b.Patience,
            (b, v) => b with { Patience = v }
        ),
        Field(
            "failure-rate",
            Scalars.Share.OrNothing("unlimited"),
            "Share of failed trials at which the study is given up.",
            "50%",
            b => b.FailureRate,
            (b, v) => b with { FailureRate = v }
        ),
        Field(
            "failure-minimum",
            Scalars.Count,
            "Trials that must have ended before the share of failures is judged.",
            "5",
            b => b.FailureMinimum,
            (b, v) => b with { FailureMinimum = v },
            isTold: b => b.FailureRate is not null
        ),
    ];

    private static StudyField<T> Field<T>(
        string name,
        FieldKind<T> kind,
        string meaning,
        string example,
        Func<Budget, T> get,
        Func<Budget, T, Budget> set,
        Predicate<Budget>? isTold = null
    ) =>
        new(
            $"budget.{name}",
            kind,
            meaning,
            s => get(s.Budget),
            (s, v) => s with { Budget = set(s.Budget, v) }
        )
        {
            Example = example,
            IsTold = s => isTold?.Invoke(s.Budget) ?? true,
        };
}
