using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;
using static Slimfront.Actors.Serialization.Shapes;

namespace Slimfront.Actors.Serialization;

/// <summary>Stages, their identities and what they give.</summary>
internal static class StageCodec
{
    public static readonly Shape<StageKey> Key = Hash.As(hex => new StageKey(hex), key => key.Hex);

    public static readonly Shape<ArtifactId> Artifact = Hash.As(hex => new ArtifactId(hex), id => id.Hex);

    public static readonly Shape<Measurement> Measurement = Real.Map.As(
        Search.Objectives.Measurement.From,
        measurement => measurement.Values
    );

    public static readonly Shape<AttemptId> Attempt = Record.Of<AttemptId>(
        (ref f, a) => new(f.Of(Key, a.Stage), f.Of(Int, a.Number))
    );

    public static readonly Shape<StageInput> Input = Record.Of<StageInput>(
        (ref f, i) => new(f.Of(Text, i.Role), f.Of(Key, i.Stage))
    );

    public static readonly Shape<Stage> Stage = Record.Of<Stage>(
        (ref f, s) =>
            new()
            {
                Operation = f.Of(Text, s?.Operation),
                Version = f.Of(Int, s?.Version),
                Parameters = f.Of(SpaceCodec.Configuration, s?.Parameters),
                Dataset = f.Of(Text, s?.Dataset),
                Seed = f.Of(Unsigned, s?.Seed),
                Inputs = f.Of(Input.List, s?.Inputs),
                Epochs = f.Of(Real, s?.Epochs, absent: 0),
            }
    );

    public static readonly Shape<StageResult> Result = Record.Of<StageResult>(
        (ref f, r) =>
            new(
                f.Of(Artifact, r?.Artifact),
                f.Of(Long, r?.Bytes),
                f.Of(Measurement, r?.Values, absent: Search.Objectives.Measurement.Empty),
                f.Of(Measurement, r?.Observations, absent: Search.Objectives.Measurement.Empty),
                f.Of(Real, r?.Seconds, absent: 0)
            )
    );
}
