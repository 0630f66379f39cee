using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>Limits of one attempt at a stage.</summary>
internal static class AttemptFields
{
    public static ImmutableArray<StudyField> All { get; } =
    [
        Field(
            "tries",
            Scalars.Count,
            "Attempts at a stage that may fail before the stage fails.",
            "2",
            a => a.Tries,
            (a, v) => a with { Tries = v }
        ),
        Field(
            "time",
            Scalars.Duration.OrNothing("unlimited"),
            "Wall time of one attempt.",
            "1h",
            a => a.Time,
            (a, v) => a with { Time = v }
        ),
        Field(
            "memory",
            Scalars.Size.OrNothing("unlimited"),
            "Memory of one runner.",
            "4GiB",
            a => a.MemoryBytes,
            (a, v) => a with { MemoryBytes = v }
        ),
    ];

    private static StudyField<T> Field<T>(
        string name,
        FieldKind<T> kind,
        string meaning,
        string example,
        Func<AttemptLimits, T> get,
        Func<AttemptLimits, T, AttemptLimits> set
    ) =>
        new(
            $"attempts.{name}",
            kind,
            meaning,
            s => get(s.Attempts),
            (s, v) => s with { Attempts = set(s.Attempts, v) }
        )
        {
            Example = example,
        };
}
