using System.Collections.Immutable;
using CsCheck;
using Slimfront.Actors.Runners;
using Slimfront.RunnerStub;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Runners;

public sealed class FrameTests
{
    private const int Mutations = 20_000;

    private static readonly StageKey Key = Script.Stage("train").Key;

    private static readonly StageWork Work = new(
        Script.Stage(
            "distil",
            ("temperature", Value.Of(4.5)),
            ("epochs", Value.Of(3)),
            ("loss", Value.Of("kd"))
        ) with
        {
            Inputs = [new("teacher", Key)],
            Epochs = 3,
        },
        Configuration.Of(("name", Value.Of("digits"))),
        ["/store/objects/ab/abcd"],
        "/store/work/out",
        "/store/checkpoints/key",
        "cuda:0"
    );

    private static readonly ImmutableArray<RunnerRequest> Requests =
    [
        new RunnerRequest.Execute(Work),
        new RunnerRequest.Stop(),
    ];

    private static readonly ImmutableArray<RunnerReply> Replies =
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

    private static readonly ImmutableArray<byte[]> Payloads =
    [
        .. Requests.Select(RunnerCodec.Encode),
        .. Replies.Select(RunnerCodec.Encode),
    ];

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Payloads.Length - 1],
        Gen.Int[0, 1000],
        Gen.Byte,
        Gen.Int[0, 40],
        (which, at, value, cut) =>
        {
            var bytes = Payloads[which].ToArray();
            bytes[at % bytes.Length] = value;
            return cut < bytes.Length && cut > 20 ? bytes[..cut] : bytes;
        }
    );

    [Test]
    public void Orders_come_back_as_they_were()
    {
        var execute = (RunnerRequest.Execute)RunnerCodec.DecodeRequest(RunnerCodec.Encode(Requests[0]));

        Assert.That(execute.Work.Stage.Canonical, Is.EqualTo(Work.Stage.Canonical));
        Assert.That(execute.Work.Stage.Epochs, Is.EqualTo(3));
        Assert.That(execute.Work.InputFiles, Is.EqualTo(Work.InputFiles));
        Assert.That(execute.Work with { InputFiles = Work.InputFiles }, Is.EqualTo(Work));
        Assert.That(RunnerCodec.DecodeRequest(RunnerCodec.Encode(Requests[1])), Is.EqualTo(Requests[1]));
    }

    [Test]
    public void Replies_come_back_as_they_were() =>
        Assert.That(Replies.Select(r => RunnerCodec.DecodeReply(RunnerCodec.Encode(r))), Is.EqualTo(Replies));

    [Test]
    public void Mutated_frames_are_read_or_refused_and_nothing_else() =>
        Mutated.Sample(bytes => IsTolerated(bytes), iter: Mutations);

    [Test]
    public void Random_bytes_are_read_or_refused_and_nothing_else() =>
        Gen.Byte.Array[0, 200].Sample(bytes => IsTolerated(bytes), iter: Mutations);

    [Test]
    public void Frames_come_back_in_order() =>
        Gen
            .Byte.Array[0, 300]
            .Array[0, 10]
            .Sample(payloads =>
            {
                using var stream = new MemoryStream();
                foreach (var payload in payloads)
                    Frames.Write(stream, payload);
                stream.Position = 0;
                return payloads.All(p => Frames.Read(stream)!.SequenceEqual(p))
                    && Frames.Read(stream) is null;
            });

    [TestCase(new byte[] { 1, 0 })]
    [TestCase(new byte[] { 5, 0, 0, 0, 1, 2 })]
    [TestCase(new byte[] { 255, 255, 255, 255, 1, 2 })]
    [TestCase(new byte[] { 255, 255, 255, 127, 1, 2 })]
    public void A_broken_frame_is_a_protocol_error(byte[] bytes) =>
        Assert.That(() => Frames.Read(new MemoryStream(bytes)), Throws.TypeOf<RunnerProtocolException>());

    [Test]
    public void A_host_ends_with_its_own_exit_code_on_garbage()
    {
        using var input = new MemoryStream("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        using var output = new MemoryStream();

        Assert.That(RunnerHost.Run(input, output, new Idle()), Is.EqualTo(RunnerHost.ProtocolBroken));
    }

    [Test]
    public void A_host_says_ready_and_ends_when_its_input_does()
    {
        using var output = new MemoryStream();

        Assert.That(RunnerHost.Run(Stream.Null, output, new Idle()), Is.EqualTo(RunnerHost.Done));
        output.Position = 0;
        Assert.That(RunnerCodec.DecodeReply(Frames.Read(output)!), Is.InstanceOf<RunnerReply.Ready>());
    }

    private static bool IsTolerated(byte[] bytes)
    {
        try
        {
            _ = RunnerCodec.DecodeRequest(bytes);
        }
        catch (RunnerProtocolException) { }

        try
        {
            _ = RunnerCodec.DecodeReply(bytes);
        }
        catch (RunnerProtocolException) { }

        return true;
    }

    private sealed class Idle : IStageExecutor
    {
        public StageMeasures Execute(StageWork work, IStageMonitor monitor) =>
            new(Measurement.Empty, Measurement.Empty, 0);
    }
}
