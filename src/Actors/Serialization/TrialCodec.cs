using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;
using static Slimfront.Actors.Serialization.Shapes;

namespace Slimfront.Actors.Serialization;

/// <summary>Trials and their outcomes.</summary>
internal static class TrialCodec
{
    public static readonly Shape<TrialNumber> Number = Int.As(
        n => new TrialNumber(n),
        number => number.Value
    );

    public static readonly Shape<Outcome> Outcome = new Kinds<Outcome>()
        .With<Outcome.Completed>(0, (ref f, o) => new(f.Of(StageCodec.Measurement, o?.Measurement)))
        .With<Outcome.Failed>(1, (ref f, o) => new(f.Of(Text, o?.Reason)))
        .With<Outcome.Stopped>(2, (ref f, o) => new(f.Of(Text, o?.Reason)))
        .With<Outcome.Paused>(3, (ref f, o) => new(f.Of(StageCodec.Measurement, o?.Measurement)))
        .Shape();

    private static readonly Shape<Interval> Predicted = Record.Of<Interval>(
        (ref f, i) => new(f.Of(Real, i.Low), f.Of(Real, i.High))
    );

    private static readonly Shape<Fidelity> Fidelity = Record.Of<Fidelity>(
        (ref f, x) => new(f.Of(Int, x?.Rung), f.Of(Int, x?.Rungs), f.OrNil(Number, x?.Continues))
    );

    public static readonly Shape<Trial> Trial = Record.Of<Trial>(
        (ref f, t) =>
            new(
                f.Of(Number, t?.Number),
                f.Of(Text, t?.Origin),
                f.Of(SpaceCodec.Configuration, t?.Configuration),
                f.Of(Text, t?.Summary),
                f.Of(Predicted.Map, t?.Prediction),
                f.Of(StageCodec.Key.List, t?.Stages),
                f.Of(StageCodec.Key, t?.Model),
                f.Of(StageCodec.Key, t?.MeasurementStage),
                f.Of(StageCodec.Stage, t?.TestStage),
                f.OrNil(Outcome, t?.Outcome, isLater: true),
                f.OrNil(StageCodec.Measurement, t?.Test, isLater: true),
                f.Of(Real, t?.EndedAfter, absent: 0)
            )
            {
                Fidelity = f.OrNil(Fidelity, t?.Fidelity, isLater: true),
            }
    );

    public static readonly Shape<BaselineLink> Link = Record.Of<BaselineLink>(
        (ref f, l) =>
            new(
                f.Of(Number, l?.Trial),
                f.Of(Text, l?.Kind),
                f.OrNil(Number, l?.Baseline),
                f.Of(Text, l?.Refusal)
            )
    );
}
