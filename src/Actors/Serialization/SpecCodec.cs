using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;
using static Slimfront.Actors.Serialization.Shapes;

namespace Slimfront.Actors.Serialization;

/// <summary>Requests. What is absent in an older one is as usual, unless a comment says otherwise.</summary>
internal static class SpecCodec
{
    private static readonly StudySpec Usual = new();
    private static readonly Budget UsualBudget = new();
    private static readonly DataInfo UsualData = new("", "", [], 0, 0, 0, 0);

    private static readonly Shape<Direction> Way = Flag.As(
        isMore => isMore ? Direction.Maximise : Direction.Minimise,
        way => way is Direction.Maximise
    );

    private static readonly Shape<Objective> Measured = Record.Of<Objective>(
        (ref f, o) =>
        {
            var key = f.Of(Text, o?.Key);
            return new(
                key,
                f.Of(Text, o?.Unit),
                f.Of(Way, o?.Direction),
                f.Of(Flag, o?.IsAnalytic),
                f.Of(Flag, o?.IsReproducible, absent: true)
            )
            {
                IsShare = f.Of(Flag, o?.IsShare, absent: key == Objective.Accuracy.Key),
                Title = f.Of(Text, o?.Title, absent: key),
            };
        }
    );

    private static readonly Shape<Limit> Bound = Record.Of<Limit>(
        (ref f, l) =>
            new(f.Of(Text, l?.Objective), f.Of(Real, l?.Bound))
            {
                // 0: as the objective of that name says.
                Direction = f.Of(Int, 1 + (int?)l?.Direction ?? 0, absent: 0) switch
                {
                    <= 0 => null,
                    1 => Direction.Minimise,
                    _ => Direction.Maximise,
                },
            }
    );

    // One of trials and time alone keeps the bytes it had before there was more.
    private static readonly Shape<Budget> End = Record.Of<Budget>(
        (ref f, b) =>
            new(f.Of(Int, b?.Trials), f.OrNil(Time, b?.Time, isLater: true))
            {
                Finished = f.OrNil(Int, b?.Finished, isLater: true),
                DeviceTime = f.OrNil(Time, b?.DeviceTime, isLater: true),
                Hypervolume = f.OrNil(Real, b?.Hypervolume, isLater: true),
                Reference = f.Of(Bound.List, b?.Reference, UsualBudget.Reference),
                Patience = f.OrNil(Int, b?.Patience, isLater: true),
                FailureRate = f.OrNil(Real, b?.FailureRate, isLater: true),
                FailureMinimum = f.Of(Int, b?.FailureMinimum, UsualBudget.FailureMinimum),
            },
        length: b => b == new Budget(b.Trials, b.Time) ? 2 : null
    );

    private static readonly Shape<Scale> Scaled = Record.Of<Scale>(
        (ref f, s) => new(f.Of(Real, s.Mean), f.Of(Real, s.Deviation))
    );

    // Studies from before names were kept do without. Before there were tasks, all data had classes.
    private static readonly Shape<DataInfo> Data = Record.Of<DataInfo>(
        (ref f, d) =>
            new(
                f.Of(Text, d?.Name),
                f.Of(Text, d?.Fingerprint),
                f.Of(Int.List, d?.Shape),
                f.Of(Int, d?.Outputs),
                f.Of(Int, d?.Train),
                f.Of(Int, d?.Validation),
                f.Of(Int, d?.Test)
            )
            {
                OutputNames = f.Of(Text.List, d?.OutputNames, UsualData.OutputNames),
                Reading = f.Of(Text, d?.Reading, UsualData.Reading),
                Warnings = f.Of(Text.List, d?.Warnings, UsualData.Warnings),
                Output = f.Of(Text, d?.Output, UsualData.Output),
                Measures = f.Of(Measured.List, d?.Measures, UsualData.Measures),
                Scales = f.Of(Scaled.List, d?.Scales, UsualData.Scales),
            }
    );

    public static readonly Shape<AttemptLimits> Attempts = Record.Of<AttemptLimits>(
        (ref f, a) =>
            new(
                f.Of(Int, a?.Tries),
                f.OrNil(Time, a?.Time, isLater: true),
                f.OrNil(Long, a?.MemoryBytes, isLater: true)
            )
    );

    private static readonly Shape<Labels> Wanted = Text.As(Labels.Parse, labels => $"{labels}");

    private static readonly Shape<GivenNetwork> Given = Record.Of<GivenNetwork>(
        (ref f, g) =>
            new(f.Of(StageCodec.Key, g?.Stage), f.Of(StageCodec.Artifact, g?.Artifact), f.Of(Bytes, g?.Graph))
    );

    // A study that trains its teacher, or exports nothing, keeps the bytes that it had before there was more.
    private const int LengthWithoutTeacher = 18;
    private const int LengthWithoutExports = LengthWithoutTeacher + 1;

    public static readonly Shape<StudySpec> Spec = Record.Of<StudySpec>(
        (ref f, s) =>
            new()
            {
                Name = f.Of(Text, s?.Name),
                Seed = f.Of(Unsigned, s?.Seed),
                Objectives = f.Of(Measured.List, s?.Objectives),
                Limits = f.Of(Bound.List, s?.Limits),
                Budget = f.Of(End, s?.Budget),
                Sampler = f.Of(SpaceCodec.Configuration, s?.Sampler),
                Lag = f.OrNil(Int, s?.Lag),
                InFlight = f.Of(Int, s?.InFlight),
                // A request that lists none leaves the choice to the coordinator's node.
                WarmStart =
                    f.OrNil(
                        SpaceCodec.Configuration.List,
                        s is { WarmStart: { IsDefault: false } listed } ? listed : null
                    ) ?? default,
                Restrictions = f.Of(SpaceCodec.Restriction.Map, s?.Restrictions),
                Settings = f.Of(SpaceCodec.Configuration, s?.Settings),
                Data = f.OrNil(Data, s?.Data),
                Attempts = f.Of(Attempts, s?.Attempts, Usual.Attempts),
                Scheduler = f.Of(SpaceCodec.Configuration, s?.Scheduler, Usual.Scheduler),
                Rungs = f.Of(Real.List, s?.Rungs, Usual.Rungs),
                // Studies from before there were baselines go on without.
                Baselines = f.Of(Int, s?.Baselines, absent: 0),
                Priority = f.Of(Int, s?.Priority, Usual.Priority),
                Requires = f.Of(Wanted, s?.Requires, Usual.Requires),
                Teacher = f.OrNil(Given, s?.Teacher, isLater: true),
                Exports = f.Of(Text.List, s?.Exports, Usual.Exports),
            },
        length: s =>
            !s.Exports.IsEmpty ? null
            : s.Teacher is null ? LengthWithoutTeacher
            : LengthWithoutExports
    );
}
