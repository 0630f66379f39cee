using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>Limits of one attempt at a stage.</summary>
internal static class AttemptFields
{
    private static readonly FieldSection<AttemptLimits> Section = new(
        "attempts",
        s => s.Attempts,
        (s, v) => s with { Attempts = v }
    );

    public static ImmutableArray<StudyField> All { get; } =
    [
        Section.Field(
            "tries",
            Scalars.Count,
            "Attempts at a stage that may fail before the stage fails.",
            "2",
            a => a.Tries,
            (a, v) => a with { Tries = v }
        ),
        Section.Field(
            "time",
            Scalars.Duration.OrNothing("unlimited"),
            "Wall time of one attempt.",
            "1h",
            a => a.Time,
            (a, v) => a with { Time = v }
        ),
        Section.Field(
            "memory",
            Scalars.Size.OrNothing("unlimited"),
            "Memory of one runner.",
            "4GiB",
            a => a.MemoryBytes,
            (a, v) => a with { MemoryBytes = v }
        ),
    ];
}
