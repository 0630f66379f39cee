using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tasks.Classification;
using Slimfront.Engine.Tests.Data;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Optimizers;
using Slimfront.Engine.Training.Schedules;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Training;

public sealed class TrainingLoopTests
{
    private static readonly DataSet Digits = Classified.Digits;

    private static readonly ModelGraph WithDropout = new GraphBuilder(Shape.Of(1, 8, 8))
        .Flatten()
        .Linear(16)
        .BatchNorm()
        .Relu()
        .Dropout(0.5)
        .Linear(10)
        .Build();

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [Test]
    public void Every_epoch_sees_every_example_once_in_an_order_of_its_own()
    {
        using var data = new DeviceData(Digits, CPU);
        using var network = Fresh();
        var spy = new Spy();
        using var loop = new TrainingLoop(network, data["train"], Plan(batch: 64), spy, seed: 1);
        loop.Run(2, () => { });
        var count = data["train"].Count;
        Assert.That(spy.Indices, Has.Count.EqualTo(2 * count));
        var (first, second) = (spy.Indices[..count], spy.Indices[count..]);
        Assert.That(first.Order(), Is.EqualTo(Enumerable.Range(0, count)));
        Assert.That(second.Order(), Is.EqualTo(Enumerable.Range(0, count)));
        Assert.That(second, Is.Not.EqualTo(first));
    }

    // 1,079 training examples.
    [TestCase(64, 17)]
    [TestCase(539, 3 - 1)]
    [TestCase(538, 3)]
    [TestCase(1079, 1)]
    [TestCase(5000, 1)]
    public void A_last_batch_of_one_is_left_out(int batch, int steps)
    {
        using var data = new DeviceData(Digits, CPU);
        using var network = Fresh();
        using var loop = new TrainingLoop(
            network,
            data["train"],
            Plan(batch),
            new TargetLoss(new CrossEntropy()),
            seed: 1
        );
        Assert.That(loop.StepsPerEpoch, Is.EqualTo(steps));
    }

    [Test]
    public void Dropout_too_is_the_same_after_a_restart()
    {
        using var data = new DeviceData(Digits, CPU);
        using var straight = Fresh();
        using (var loop = Loop(straight))
            loop.Run(2, () => { });

        using var stopped = Fresh();
        using var first = Loop(stopped);
        using var stop = new CancellationTokenSource();
        Assert.That(
            () =>
                first.Run(
                    2,
                    () =>
                    {
                        if (first.Step == 20)
                            stop.Cancel();
                        stop.Token.ThrowIfCancellationRequested();
                    }
                ),
            Throws.InstanceOf<OperationCanceledException>()
        );
        using var resumed = new Network(stopped.ToModel(Digits.Normalisation), CPU);
        using var second = Loop(resumed);
        second.Restore(first.Capture());
        // What others draw from libtorch's generator must not matter.
        random.manual_seed(99).Dispose();
        second.Run(2, () => { });
        Assert.That(FlatBits(resumed), Is.EqualTo(FlatBits(straight)));

        TrainingLoop Loop(Network network) =>
            new(network, data["train"], Plan(64), new TargetLoss(new CrossEntropy()), seed: 1);
    }

    [Test]
    public void A_state_of_another_optimizer_is_refused()
    {
        using var data = new DeviceData(Digits, CPU);
        using var network = Fresh();
        using var loop = new TrainingLoop(
            network,
            data["train"],
            Plan(64),
            new TargetLoss(new CrossEntropy()),
            seed: 1
        );
        var state = loop.Capture();
        Assert.That(
            () => loop.Restore(state with { Buffers = state.Buffers.Clear() }),
            Throws.TypeOf<InvalidDataException>()
        );
        Assert.That(
            () => loop.Restore(state with { Buffers = state.Buffers.SetItem("momentum", new float[3]) }),
            Throws.TypeOf<InvalidDataException>()
        );
    }

    private static byte[] FlatBits(Network network) => network.Parameters.bytes.ToArray();

    private static Network Fresh() => new(FreshModel.Of(WithDropout, Digits.Normalisation, 1), CPU);

    private static TrainingPlan Plan(int batch) =>
        new()
        {
            Epochs = 2,
            Batch = batch,
            Optimizer = new Sgd(0.9, nesterov: true),
            LearningRate = 0.05,
            WeightDecay = 0,
            Schedule = new(new Cosine(), 0),
        };

    private sealed class Spy : IBatchLoss
    {
        public List<long> Indices { get; } = [];

        public Tensor Compute(Network network, Batch batch)
        {
            Indices.AddRange(batch.Indices.data<long>().ToArray());
            return new TargetLoss(new CrossEntropy()).Compute(network, batch);
        }
    }
}
