using System.Runtime.Serialization;
using MessagePack;
using Slimfront.Actors.Serialization;
using Slimfront.Search.Execution;
using static Slimfront.Actors.Serialization.Shapes;

namespace Slimfront.Actors.Runners;

/// <summary>Orders and replies as MessagePack: an array of the kind and its fields; fields may be added at the end.</summary>
internal static class RunnerCodec
{
    private static readonly Shape<StageWork> Work = Record.Of<StageWork>(
        (ref f, w) =>
            new(
                f.Of(StageCodec.Stage, w?.Stage),
                f.Of(SpaceCodec.Configuration, w?.DataSettings),
                f.Of(Text.List, w?.InputFiles),
                f.Of(Text, w?.OutputFile),
                f.Of(Text, w?.CheckpointFile),
                f.Of(Text, w?.Device)
            )
    );

    private static readonly Shape<RunnerRequest> Request = new Kinds<RunnerRequest>()
        .With<RunnerRequest.Execute>(1, (ref f, o) => new(f.Of(Work, o?.Work)))
        .With<RunnerRequest.Stop>(2, (ref _, _) => new())
        .Shape();

    private static readonly Shape<RunnerReply> Reply = new Kinds<RunnerReply>()
        .With<RunnerReply.Ready>(1, (ref f, r) => new(f.Of(Int, r?.Version), f.Of(Int, r?.ProcessId)))
        .With<RunnerReply.Progress>(2, (ref f, r) => new(f.Of(Real, r?.Fraction), f.Of(Text, r?.Text)))
        .With<RunnerReply.Completed>(
            3,
            (ref f, r) =>
                new(
                    new(
                        f.Of(StageCodec.Measurement, r?.Measures.Values),
                        f.Of(StageCodec.Measurement, r?.Measures.Observations),
                        f.Of(Real, r?.Measures.Seconds)
                    )
                )
        )
        .With<RunnerReply.Refused>(4, (ref f, r) => new(f.Of(Text, r?.Reason)))
        .With<RunnerReply.Suspended>(5, (ref _, _) => new())
        .With<RunnerReply.Failed>(6, (ref f, r) => new(f.Of(Text, r?.Reason), f.Of(Text, r?.Detail)))
        .With<RunnerReply.Unfit>(7, (ref f, r) => new(f.Of(Text, r?.Reason)))
        .Shape();

    public static byte[] Encode(RunnerRequest order) => Request.Encode(order);

    public static byte[] Encode(RunnerReply reply) => Reply.Encode(reply);

    /// <summary>Reads an order.</summary>
    /// <exception cref="RunnerProtocolException">The bytes are not one.</exception>
    public static RunnerRequest DecodeRequest(byte[] payload)
    {
        var order = Decode(payload, Request);
        return
            order is RunnerRequest.Execute { Work: var work }
            && work.InputFiles.Length != work.Stage.Inputs.Length
            ? throw new RunnerProtocolException("An order has another number of input files than its stage.")
            : order;
    }

    /// <summary>Reads a reply.</summary>
    /// <exception cref="RunnerProtocolException">The bytes are not one.</exception>
    public static RunnerReply DecodeReply(byte[] payload) => Decode(payload, Reply);

    // Whatever the bytes are, nothing else than the one exception comes out.
    private static T Decode<T>(byte[] payload, Shape<T> shape)
    {
        try
        {
            return shape.Decode(payload);
        }
        catch (Exception e)
            when (e
                    is MessagePackSerializationException
                        or SerializationException
                        or IOException
                        or OverflowException
                        or ArgumentException
                        or InvalidOperationException
            )
        {
            throw new RunnerProtocolException($"A frame cannot be read: {OneLine.Of(e.Message)}", e);
        }
    }
}
