using System.Collections.Immutable;
using Slimfront.Actors.Protocol;
using static Slimfront.Actors.Serialization.Shapes;

namespace Slimfront.Actors.Serialization;

/// <summary>What nodes say to each other.</summary>
internal static class ProtocolCodec
{
    private static readonly Shape<SlotId> Slot = Record.Of<SlotId>(
        (ref f, s) => new(f.Of(Text, s?.Node), f.Of(Int, s?.Index), f.Of(Text, s?.Incarnation))
    );

    private static readonly Shape<AttemptRef> Work = Record.Of<AttemptRef>(
        (ref f, w) => new(f.Of(Text, w?.Study), f.Of(StageCodec.Attempt, w?.Attempt))
    );

    private static readonly Shape<InputArtifact> Input = Record.Of<InputArtifact>(
        (ref f, i) =>
            new(
                f.Of(StageCodec.Key, i?.Stage),
                f.Of(StageCodec.Artifact, i?.Artifact),
                f.Of(Long, i?.Bytes),
                f.Of(Text.List, i?.Sources)
            )
    );

    private static readonly Shape<AttemptEnd> End = new Kinds<AttemptEnd>(width: 3)
        .With<AttemptEnd.Completed>(0, (ref f, e) => new(f.Of(StageCodec.Result, e?.Result)))
        .With<AttemptEnd.Failed>(1, (ref f, e) => new(f.Of(Text, e?.Reason), f.Of(Flag, e?.IsFinal)))
        .With<AttemptEnd.Lost>(2, (ref f, e) => new(f.Of(Text, e?.Reason)))
        .With<AttemptEnd.InputMissing>(
            3,
            (ref f, e) => new(f.Of(StageCodec.Key, e?.Input), f.Of(Text, e?.Reason))
        )
        .Shape();

    public static ImmutableArray<Format> Formats { get; } =
    [
        Format.First<WhereIsCoordinator>("where-is-coordinator", (ref _, _) => new()),
        Format.First<CoordinatorAt>(
            "coordinator-at",
            (ref f, m) => new(f.Of(Text, m?.Source), f.Of(Long, m?.Epoch))
        ),
        Format.First<Hello>(
            "hello",
            (ref f, m) =>
                new(
                    f.Of(Slot, m?.Slot),
                    f.Of(Text, m?.Device),
                    f.Of(Text, m?.Source),
                    f.OrNil(Work, m?.Running),
                    f.Of(Real, m?.Fraction, absent: 0),
                    f.Of(Text, m?.Text, absent: ""),
                    f.OrNil(Text, m?.Unfit, isLater: true),
                    f.Of(Text, m?.Labels, absent: ""),
                    f.Of(Long, m?.MemoryBytes, absent: 0),
                    f.Of(Text, m?.Environment, absent: "")
                ),
            length: m => m.Environment.Length == 0 ? 9 : null
        ),
        Format.First<Assign>(
            "assign",
            (ref f, m) =>
                new(
                    f.Of(Work, m?.Work),
                    f.Of(Long, m?.Epoch),
                    f.Of(StageCodec.Stage, m?.Stage),
                    f.Of(SpaceCodec.Configuration, m?.DataSettings),
                    f.Of(SpecCodec.Attempts, m?.Limits),
                    f.Of(Input.List, m?.Inputs)
                )
        ),
        Format.First<Cancel>(
            "cancel",
            (ref f, m) => new(f.Of(Work, m?.Work), f.Of(Long, m?.Epoch), f.Of(Text, m?.Reason))
        ),
        Format.First<Ended>(
            "ended",
            (ref f, m) => new(f.Of(Slot, m?.Slot), f.Of(Work, m?.Work), f.Of(End, m?.End))
        ),
        Format.First<Acknowledged>(
            "acknowledged",
            (ref f, m) => new(f.Of(Work, m?.Work), f.Of(Long, m?.Epoch))
        ),
    ];
}
