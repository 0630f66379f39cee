using System.Collections.Immutable;
using Slimfront.Engine.Data;
using Slimfront.Engine.Distillation;
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

namespace Slimfront.Engine.Tests.Distillation;

public sealed class MutualLearningTests
{
    private static readonly double[][] One =
    [
        [0.5, -1, 2],
        [1.5, 0, -0.5],
    ];

    private static readonly double[][] Two =
    [
        [1, 0.5, -1],
        [0, 1, 1],
    ];

    private static readonly double[][] Three =
    [
        [2, -2, 0.5],
        [0.25, 3, -1],
    ];

    private static readonly long[] Labels = [2, 0];

    private static readonly DataSet Digits = Classified.Digits;

    private static readonly ModelGraph Student = new GraphBuilder(Shape.Of(1, 8, 8))
        .Flatten()
        .Linear(6)
        .BatchNorm()
        .Relu()
        .Linear(10)
        .Build();

    private static readonly ModelGraph Joint = Scaffold.Extend(
        Student,
        [.. SideBySide.Prefixed(Student, "beside-2-"), .. SideBySide.Prefixed(Student, "beside-3-")],
        SideBySide.Logits(Student, "beside-2-"),
        SideBySide.Logits(Student, "beside-3-")
    );

    private static readonly ImmutableArray<string> Peers = ["fc2", "beside-2-fc2", "beside-3-fc2"];

    private static readonly ImmutableArray<Func<string, bool>> Owners =
    [
        t => !t.StartsWith("beside-", StringComparison.Ordinal),
        t => t.StartsWith("beside-2-", StringComparison.Ordinal),
        t => t.StartsWith("beside-3-", StringComparison.Ordinal),
    ];

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [Test]
    public void A_peers_loss_is_cross_entropy_and_the_mean_divergence_of_the_others_from_it()
    {
        var expected = CrossEntropy(One) + ((Divergence(Two, One) + Divergence(Three, One)) / 2);
        Assert.That(Loss(One, Two, Three), Is.EqualTo(expected).Within(1e-6 * expected));
        double[] wrong =
        [
            CrossEntropy(One) + Divergence(Two, One) + Divergence(Three, One), // the sum over peers
            CrossEntropy(One) + ((Divergence(One, Two) + Divergence(One, Three)) / 2), // the other direction
            CrossEntropy(One) + ((Divergence(Two, One) + Divergence(Three, One)) / 6), // a mean over classes too
        ];
        foreach (var other in wrong)
            Assert.That(other, Is.Not.EqualTo(expected).Within(1).Percent);
    }

    [Test]
    public void Peers_that_agree_learn_from_the_labels_alone() =>
        Assert.That(Loss(One, One, One), Is.EqualTo(CrossEntropy(One)).Within(1e-6));

    [Test]
    public void What_a_peer_hears_is_a_target_and_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        var (own, other) = (Matrix(One).requires_grad_(), Matrix(Two).requires_grad_());
        MutualLearning.Of(own, [other], tensor(Labels), new CrossEntropy()).backward();
        Assert.That(own.grad!.abs().sum().item<double>(), Is.Positive);
        Assert.That(other.grad, Is.Null);
    }

    [Test]
    public void Together_each_peer_moves_by_its_own_loss_alone()
    {
        using var scope = NewDisposeScope();
        using var network = Fresh();
        var batch = Batch();
        new MutualLearning(Peers, new CrossEntropy()).Compute(network, batch).backward();
        var together = network.Gradients.clone();
        for (var i = 0; i < Peers.Length; i++)
        {
            network.Gradients.zero_();
            var values = network.Values(batch.Inputs, true, Peers);
            var others = Peers.RemoveAt(i).Select(p => values[p].detach()).ToArray();
            MutualLearning.Of(values[Peers[i]], others, batch.Targets, new CrossEntropy()).backward();
            var own = network.Segments(Owners[i]).Single();
            var difference = together - network.Gradients;
            Assert.That(
                difference.narrow(0, own.Start, own.Length).abs().max().item<float>(),
                Is.LessThan(1e-6),
                $"peer {i}"
            );
        }
    }

    [Test]
    public void In_turns_later_peers_hear_what_the_changed_ones_answer_and_only_the_own_part_moves()
    {
        using var data = new DeviceData(Digits, CPU);
        using var network = Fresh();
        var turns = new MutualTurns(Peers, Owners, new CrossEntropy());
        var spy = new Spy(turns);
        using var loop = new TrainingLoop(network, data["train"], Plan, spy, seed: 1);
        Assert.That(
            () => loop.Run(1, () => throw new OperationCanceledException()),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(spy.Parameters, Has.Count.EqualTo(3), "turns of the one step");
        var segments = turns.Segments(network);
        for (var turn = 1; turn < 3; turn++)
        for (var peer = 0; peer < 3; peer++)
        {
            var (before, after) = (Part(spy.Parameters[turn - 1]), Part(spy.Parameters[turn]));
            Assert.That(
                after.SequenceEqual(before),
                Is.EqualTo(peer != turn - 1),
                $"peer {peer} before turn {turn}"
            );
            float[] Part(float[] all) => all.AsSpan(segments[peer].Start, segments[peer].Length).ToArray();
        }
    }

    [Test]
    public void In_turns_running_statistics_follow_the_data_once_a_step()
    {
        using var scope = NewDisposeScope();
        using var network = Fresh();
        using var once = Fresh();
        var batch = Batch();
        var turns = new MutualTurns(Peers, Owners, new CrossEntropy());
        for (var turn = 0; turn < 3; turn++)
            turns.Compute(network, batch, turn).Dispose();
        once.Values(batch.Inputs, training: true, Peers);
        Assert.That(network.Statistics.bytes.ToArray(), Is.EqualTo(once.Statistics.bytes.ToArray()));
    }

    [Test]
    public void With_a_rate_of_0_the_turns_sum_up_to_the_loss_of_all_together()
    {
        using var scope = NewDisposeScope();
        using var network = Fresh();
        var batch = Batch();
        var turns = new MutualTurns(Peers, Owners, new CrossEntropy());
        var sum = Enumerable.Range(0, 3).Sum(t => turns.Compute(network, batch, t).item<float>());
        Assert.That(turns.Compute(network, batch).item<float>(), Is.EqualTo(sum).Within(1e-5));
    }

    [Test]
    public void No_tensor_is_leaked() =>
        Leaks.None(() =>
        {
            using var network = Fresh();
            var batch = Batch();
            new MutualLearning(Peers, new CrossEntropy()).Compute(network, batch).Dispose();
            new MutualTurns(Peers, Owners, new CrossEntropy()).Compute(network, batch, 1).Dispose();
            foreach (var tensor in (Tensor[])[batch.Indices, batch.Inputs, batch.Targets])
                tensor.Dispose();
        });

    private static TrainingPlan Plan { get; } =
        new()
        {
            Epochs = 1,
            Batch = 64,
            Optimizer = new Sgd(0.9, nesterov: true),
            LearningRate = 0.05,
            WeightDecay = 0.01,
            Schedule = new(new ConstantRate(), 0),
        };

    private static Network Fresh() => new(FreshModel.Of(Joint, Digits.Normalisation, 1), CPU);

    private static Batch Batch()
    {
        using var random = randn([8, 1, 8, 8]);
        return new(arange(8), random.clone(), tensor(new long[] { 0, 1, 2, 3, 4, 5, 6, 7 }));
    }

    private static double Loss(double[][] own, params double[][][] others)
    {
        using var scope = NewDisposeScope();
        return MutualLearning
            .Of(Matrix(own), [.. others.Select(Matrix)], tensor(Labels), new CrossEntropy())
            .item<double>();
    }

    private static double CrossEntropy(double[][] logits) =>
        logits.Zip(Labels, (z, y) => -Math.Log(Softmax(z)[y])).Average();

    private static double Divergence(double[][] from, double[][] to) =>
        from.Zip(to, (z, v) => Softmax(z).Zip(Softmax(v), (p, q) => p * Math.Log(p / q)).Sum()).Average();

    private static double[] Softmax(double[] logits) =>
        [.. logits.Select(z => Math.Exp(z) / logits.Sum(Math.Exp))];

    private static Tensor Matrix(double[][] rows) =>
        tensor(rows.SelectMany(r => r).ToArray()).reshape(rows.Length, rows[0].Length);

    private sealed class Spy(ITurns turns) : ITurns
    {
        public List<float[]> Parameters { get; } = [];

        public ImmutableArray<Segment> Segments(Network network) => turns.Segments(network);

        public Tensor Compute(Network network, Batch batch) => turns.Compute(network, batch);

        public Tensor Compute(Network network, Batch batch, int turn)
        {
            Parameters.Add(network.Parameters.data<float>().ToArray());
            return turns.Compute(network, batch, turn);
        }
    }
}
