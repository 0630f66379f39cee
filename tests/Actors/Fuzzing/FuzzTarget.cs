using System.Collections.Immutable;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Serialization;
using Slimfront.Actors.Tests.Serialization;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Fuzzing;

/// <summary>Something that reads bytes which another process may have made up.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Good">What it is meant to read.</param>
/// <param name="Read">Reads; throws one of the errors that say that bytes are bad, and nothing else.</param>
internal sealed record FuzzTarget(string Name, ImmutableArray<byte[]> Good, Action<byte[]> Read)
{
    // Objects are larger than the bytes they come from, a number in a list some sixteen times; a frame's buffer is made
    // by its length, which has a limit of its own.
    private const long BytesPerByte = 400;
    private const long Base = 64 * 1024;

    /// <summary>Every reader of what comes over a wire, a pipe or from a journal.</summary>
    public static ImmutableArray<FuzzTarget> All { get; } =
    [
        .. Pinned
            .All.GroupBy(WireFormat.Manifest)
            .Select(g => new FuzzTarget(
                g.Key,
                [.. g.Select(WireFormat.Encode)],
                bytes => WireFormat.Decode(g.Key, bytes)
            )),
        new("spec of a request", [WireFormat.EncodeSpec(Pinned.Spec)], bytes => WireFormat.DecodeSpec(bytes)),
        new(
            "orders to a runner",
            [.. Requests.Select(RunnerCodec.Encode)],
            bytes => RunnerCodec.DecodeRequest(bytes)
        ),
        new(
            "replies of a runner",
            [.. Replies.Select(RunnerCodec.Encode)],
            bytes => RunnerCodec.DecodeReply(bytes)
        ),
        new("frames of a pipe", [.. Requests.Select(RunnerCodec.Encode).Select(Framed)], ReadFrames),
    ];

    private static ImmutableArray<RunnerRequest> Requests =>
        [
            new RunnerRequest.Execute(
                new(
                    new()
                    {
                        Operation = "distil",
                        Version = 1,
                        Parameters = Configuration.Of(
                            ("temperature", Value.Of(4.5)),
                            ("loss", Value.Of("kd"))
                        ),
                        Dataset = "d1",
                        Seed = 7,
                        Inputs = [new("teacher", new StageKey(new string('a', 64)))],
                        Epochs = 3,
                    },
                    Configuration.Of(("set", Value.Of("digits"))),
                    ["/store/objects/ab/abcd"],
                    "/store/work/out",
                    "/store/checkpoints/key",
                    "cuda:0"
                )
            ),
            new RunnerRequest.Stop(),
        ];

    private static ImmutableArray<RunnerReply> Replies =>
        [
            new RunnerReply.Ready(1, 4711),
            new RunnerReply.Progress(0.5, "epoch 3/12, loss 0.41"),
            new RunnerReply.Completed(
                new(Measurement.Of(("accuracy", 0.91)), Measurement.Of(("latency", double.NaN)), 12.5)
            ),
            new RunnerReply.Refused("no"),
            new RunnerReply.Suspended(),
            new RunnerReply.Failed("out of memory", "at Some.Frame()"),
            new RunnerReply.Unfit("full"),
        ];

    /// <summary>Reads hostile bytes.</summary>
    /// <returns>What is wrong with the reader; null where it read or refused them, within its memory.</returns>
    public string? Fault(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(bytes);
        }
        catch (Exception e) when (e is MalformedException or NewerFormatException or RunnerProtocolException)
        {
            // Refused, as it should be.
        }
        catch (Exception e)
        {
            return $"{Name}: {e.GetType().Name} on {Convert.ToHexString(bytes)}: {e.Message}";
        }

        var used = GC.GetAllocatedBytesForCurrentThread() - before;
        var allowed =
            Base + (BytesPerByte * bytes.Length) + (Name == "frames of a pipe" ? Frames.LongestPayload : 0);
        return used <= allowed
            ? null
            : $"{Name}: {used} bytes of memory for {bytes.Length}: {Convert.ToHexString(bytes)}";
    }

    private static byte[] Framed(byte[] payload)
    {
        using var stream = new MemoryStream();
        Frames.Write(stream, payload);
        return stream.ToArray();
    }

    private static void ReadFrames(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        while (Frames.Read(stream) is { } payload)
            RunnerCodec.DecodeRequest(payload);
    }
}
