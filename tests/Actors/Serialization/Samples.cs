using System.Collections.Immutable;
using CsCheck;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Serialization;

/// <summary>Generators of everything that is written to a wire or a journal.</summary>
internal static class Samples
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char.AlphaNumeric, 0, 12];
    private static readonly Gen<string> Reason = Gen.String[0, 40];
    private static readonly Gen<string> Hash = Gen.Byte.Array[32].Select(Convert.ToHexStringLower);
    private static readonly Gen<StageKey> Key = Hash.Select(h => new StageKey(h));
    private static readonly Gen<double> Finite = Gen.Double.Select(d => double.IsFinite(d) ? d : 0);

    private static readonly Gen<Value> AnyValue = Gen.OneOf(
        Reason.Select(Value.Of),
        Gen.Long[-(1L << 53), 1L << 53].Select(Value.Of),
        Finite.Select(Value.Of)
    );

    private static readonly Gen<Configuration> AnyConfiguration = Gen.Select(Text, AnyValue)
        .List[0, 6]
        .Select(l => Configuration.From(l.Select(p => KeyValuePair.Create(p.Item1, p.Item2))));

    private static readonly Gen<Measurement> AnyMeasurement = Gen.Select(Text, Gen.Double)
        .List[0, 5]
        .Select(l => Measurement.From(l.Select(p => KeyValuePair.Create(p.Item1, p.Item2))));

    private static readonly Gen<Stage> AnyStage = Gen.Select(
        Text,
        Gen.Int,
        AnyConfiguration,
        Hash,
        Gen.ULong,
        Gen.Select(Text, Key, (r, k) => new StageInput(r, k)).List[0, 3],
        Finite,
        (operation, version, parameters, data, seed, inputs, epochs) =>
            new Stage
            {
                Operation = operation,
                Version = version,
                Parameters = parameters,
                Dataset = data,
                Seed = seed,
                Inputs = [.. inputs],
                Epochs = epochs,
            }
    );

    private static readonly Gen<StageResult> Result = Gen.Select(
        Hash,
        Gen.Long,
        AnyMeasurement,
        AnyMeasurement,
        Finite,
        (a, b, v, o, s) => new StageResult(new ArtifactId(a), b, v, o, s)
    );

    private static readonly Gen<TimeSpan?> Time = Gen
        .Long.Nullable()
        .Select(t => t is { } ticks ? new TimeSpan(ticks) : (TimeSpan?)null);

    private static readonly Gen<AttemptLimits> Limits = Gen.Select(
        Gen.Int,
        Time,
        Gen.Long.Nullable(),
        (tries, time, memory) => new AttemptLimits(tries, time, memory)
    );

    private static readonly Gen<Objective> AnyObjective = Gen.Select(
        Text,
        Text,
        Gen.Enum<Direction>(),
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        (k, u, d, a, r, s) => new Objective(k, u, d, a, r) { IsShare = s }
    );

    private static readonly Gen<Restriction> AnyRestriction = Gen.OneOf<Restriction>(
        Gen.Select(Finite, Finite, (l, h) => (Restriction)new Restriction.Between(l, h)),
        AnyValue.List[0, 4].Select(v => (Restriction)new Restriction.OneOf([.. v]))
    );

    private static readonly Gen<DataInfo> Data = Gen.Select(
        Text,
        Hash,
        Gen.Int.Array[1, 3],
        Gen.Int.Array[4],
        Text.Array[0, 3],
        Text.Array[0, 2],
        (n, f, s, c, names, warnings) =>
            new DataInfo(n, f, [.. s], c[0], c[1], c[2], c[3])
            {
                OutputNames = [.. names],
                Reading = n,
                Warnings = [.. warnings],
                Output = n,
                Measures =
                [
                    .. names.Select(t => new Objective(t, f, Direction.Maximise, false) { Title = n }),
                ],
                Scales = [.. s.Select(l => new Scale(l, 0.5))],
            }
    );

    private static readonly Gen<Budget> AnyBudget = Gen.Select(
        Gen.Select(Gen.Int, Time, Gen.Int.Nullable(), Time),
        Gen.Select(Finite.Nullable(), Gen.Select(Text, Finite).List[0, 2]),
        Gen.Select(Gen.Int.Nullable(), Finite.Nullable(), Gen.Int),
        (a, b, c) =>
            new Budget(a.Item1, a.Item2)
            {
                Finished = a.Item3,
                DeviceTime = a.Item4,
                Hypervolume = b.Item1,
                Reference = [.. b.Item2.Select(l => new Limit(l.Item1, l.Item2))],
                Patience = c.Item1,
                FailureRate = c.Item2,
                FailureMinimum = c.Item3,
            }
    );

    public static Gen<StudySpec> Spec { get; } =
        Gen.Select(
            Gen.Select(Text, Gen.ULong, AnyObjective.List[0, 3], Gen.Select(Text, Finite).List[0, 2]),
            Gen.Select(AnyBudget, AnyConfiguration, Gen.Int.Nullable(), Gen.Int),
            Gen.Select(AnyConfiguration.List[0, 2], Gen.Select(Text, AnyRestriction).List[0, 2]),
            Gen.Select(
                AnyConfiguration,
                Data.Null(),
                Limits,
                AnyConfiguration,
                Finite.List[0, 3],
                Gen.Select(Gen.Int, Gen.Int)
            ),
            (a, b, c, d) =>
                new StudySpec
                {
                    Name = a.Item1,
                    Seed = a.Item2,
                    Objectives = [.. a.Item3],
                    Limits = [.. a.Item4.Select(l => new Limit(l.Item1, l.Item2))],
                    Budget = b.Item1,
                    Sampler = b.Item2,
                    Lag = b.Item3,
                    InFlight = b.Item4,
                    WarmStart = [.. c.Item1],
                    Restrictions = ImmutableSortedDictionary<string, Restriction>.Empty.SetItems(
                        c.Item2.Select(r => KeyValuePair.Create(r.Item1, r.Item2))
                    ),
                    Settings = d.Item1,
                    Data = d.Item2,
                    Attempts = d.Item3,
                    Scheduler = d.Item4,
                    Rungs = [.. d.Item5],
                    Baselines = d.Item6.Item1,
                    Priority = d.Item6.Item2,
                    Requires = d.Item6.Item2 % 2 == 0 ? Labels.None : Labels.Parse($"gpu=g{d.Item6.Item2}"),
                }
        );

    private static readonly Gen<AttemptId> Attempt = Gen.Select(Key, Gen.Int, (k, n) => new AttemptId(k, n));

    private static readonly Gen<Outcome> AnyOutcome = Gen.OneOf<Outcome>(
        AnyMeasurement.Select(m => (Outcome)new Outcome.Completed(m)),
        Reason.Select(r => (Outcome)new Outcome.Failed(r)),
        Reason.Select(r => (Outcome)new Outcome.Stopped(r)),
        AnyMeasurement.Select(m => (Outcome)new Outcome.Paused(m))
    );

    private static readonly Gen<Fidelity> AnyFidelity = Gen.Select(
        Gen.Int[0, 5],
        Gen.Int[1, 6],
        Gen.Int[0, 99].Nullable(),
        (r, n, c) => new Fidelity(r, n, c is { } number ? new TrialNumber(number) : null)
    );

    private static readonly Gen<Trial> AnyTrial = Gen.Select(
        Gen.Select(Gen.Int[-1, 99], Text, AnyConfiguration, Reason),
        Gen.Select(Gen.Select(Text, Gen.Double, Gen.Double).List[0, 3], Key.List[0, 4], Key, Key),
        Gen.Select(AnyStage, AnyOutcome.Null(), AnyMeasurement.Null(), Finite, AnyFidelity.Null()),
        (a, b, c) =>
            new Trial(
                new TrialNumber(a.Item1),
                a.Item2,
                a.Item3,
                a.Item4,
                ImmutableSortedDictionary<string, Interval>.Empty.SetItems(
                    b.Item1.Select(p => KeyValuePair.Create(p.Item1, new Interval(p.Item2, p.Item3)))
                ),
                [.. b.Item2],
                b.Item3,
                b.Item4,
                c.Item1,
                c.Item2,
                c.Item3,
                c.Item4
            )
            {
                Fidelity = c.Item5,
            }
    );

    private static readonly Gen<TrialNumber> Number = Gen.Int[-1, 1000].Select(n => new TrialNumber(n));

    /// <summary>One generator for each kind of event.</summary>
    public static ImmutableArray<Gen<StudyEvent>> Events { get; } =
    [
        Gen.Select(Spec, Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks])
            .Select((s, t) => (StudyEvent)new StudyEvent.Created(s, new DateTimeOffset(t, TimeSpan.Zero))),
        Gen.Select(AnyTrial, AnyStage.List[0, 3])
            .Select((t, s) => (StudyEvent)new StudyEvent.TrialStarted(t, [.. s])),
        Reason.Select(r => (StudyEvent)new StudyEvent.Exhausted(r)),
        Gen.Select(Attempt, Text, Text)
            .Select((a, s, e) => (StudyEvent)new StudyEvent.AttemptStarted(a, s, e)),
        Gen.Select(Attempt, Result).Select((a, r) => (StudyEvent)new StudyEvent.StageCompleted(a, r)),
        Gen.Select(Attempt, Reason, Gen.Bool)
            .Select((a, r, f) => (StudyEvent)new StudyEvent.AttemptFailed(a, r, f)),
        Gen.Select(Attempt, Reason).Select((a, r) => (StudyEvent)new StudyEvent.AttemptLost(a, r)),
        Gen.Select(Key, Reason).Select((k, r) => (StudyEvent)new StudyEvent.ArtifactLost(k, r)),
        Gen.Select(Number, AnyOutcome).Select((n, o) => (StudyEvent)new StudyEvent.TrialEnded(n, o)),
        Reason.Select(r => (StudyEvent)new StudyEvent.Stopping(r)),
        Reason.Select(r => (StudyEvent)new StudyEvent.Paused(r)),
        Reason.Select(r => (StudyEvent)new StudyEvent.Continued(r)),
        Gen.Select(Number, Text, Number.Nullable(), Reason, (t, k, b, r) => new BaselineLink(t, k, b, r))
            .List[0, 4]
            .Select(l => (StudyEvent)new StudyEvent.BaselinesRequested([.. l])),
        Gen.Select(Number.List[0, 4], AnyStage.List[0, 2])
            .Select((n, s) => (StudyEvent)new StudyEvent.TestRequested([.. n], [.. s])),
        Gen.Select(Number, AnyMeasurement).Select((n, m) => (StudyEvent)new StudyEvent.TestMeasured(n, m)),
        Reason.Select(r => (StudyEvent)new StudyEvent.Finished(r)),
    ];

    public static Gen<StudyEvent> Event { get; } = Gen.OneOf([.. Events]);

    private static readonly Gen<SlotId> Slot = Gen.Select(
        Text,
        Gen.Int,
        Text,
        (n, i, x) => new SlotId(n, i, x)
    );

    private static readonly Gen<AttemptRef> AnyWork = Gen.Select(
        Text,
        Attempt,
        (s, a) => new AttemptRef(s, a)
    );

    private static readonly Gen<InputArtifact> Input = Gen.Select(
        Key,
        Hash,
        Gen.Long,
        Text.Array[0, 3],
        (k, a, b, s) => new InputArtifact(k, new ArtifactId(a), b, [.. s])
    );

    private static readonly Gen<AttemptEnd> End = Gen.OneOf<AttemptEnd>(
        Result.Select(r => (AttemptEnd)new AttemptEnd.Completed(r)),
        Gen.Select(Reason, Gen.Bool, (r, f) => (AttemptEnd)new AttemptEnd.Failed(r, f)),
        Reason.Select(r => (AttemptEnd)new AttemptEnd.Lost(r)),
        Gen.Select(Key, Reason, (k, r) => (AttemptEnd)new AttemptEnd.InputMissing(k, r))
    );

    /// <summary>One generator for each manifest.</summary>
    public static ImmutableArray<Gen<object>> All { get; } =
    [
        Gen.Const<object>(new WhereIsCoordinator()),
        Gen.Select(Text, Gen.Long, (s, e) => (object)new CoordinatorAt(s, e)),
        Gen.Select(
            Gen.Select(Slot, Text, Text),
            Gen.Select(AnyWork.Null(), Finite, Reason, Reason.Null()),
            Gen.Select(Text, Gen.Long, Text),
            (a, b, c) =>
                (object)
                    new Hello(
                        a.Item1,
                        a.Item2,
                        a.Item3,
                        b.Item1,
                        b.Item2,
                        b.Item3,
                        b.Item4,
                        c.Item1,
                        c.Item2,
                        c.Item3
                    )
        ),
        Gen.Select(
            AnyWork,
            Gen.Long,
            AnyStage,
            AnyConfiguration,
            Limits,
            Input.Array[0, 3],
            (w, e, s, d, l, i) => (object)new Assign(w, e, s, d, l, [.. i])
        ),
        Gen.Select(AnyWork, Gen.Long, Reason, (w, e, r) => (object)new Cancel(w, e, r)),
        Gen.Select(Slot, AnyWork, End, (s, w, e) => (object)new Ended(s, w, e)),
        Gen.Select(AnyWork, Gen.Long, (w, e) => (object)new Acknowledged(w, e)),
        Gen.Long.Select(e => (object)new EpochStarted(e)),
        Gen.Select(Gen.Long, Gen.Select(Text, Event.List[0, 3]).List[0, 2])
            .Select(
                (e, s) =>
                    (object)
                        new JournalSnapshot(
                            e,
                            ImmutableSortedDictionary<string, ImmutableList<StudyEvent>>.Empty.SetItems(
                                s.Select(p => KeyValuePair.Create(p.Item1, p.Item2.ToImmutableList()))
                            )
                        )
            ),
        .. Events.Select(gen => Gen.Select(Text, gen, (s, e) => (object)new Journalled(s, e))),
    ];
}
