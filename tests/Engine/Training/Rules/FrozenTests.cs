using Slimfront.Engine.Data;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tasks.Classification;
using Slimfront.Engine.Tests.Data;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Optimizers;
using Slimfront.Engine.Training.Rules;
using Slimfront.Engine.Training.Schedules;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Training.Rules;

public sealed class FrozenTests
{
    private static readonly DataSet Digits = Classified.Digits;
    private static readonly ModelGraph Graph = new PlainCnn(2, 0.25).Build(Shape.Of(1, 8, 8), 10);

    public static IEnumerable<IOptimizer> Optimizers => [new Sgd(0.9, nesterov: true), new Adam(0.9, 0.999)];

    // Weight decay alone would move them, and momentum would go on doing so.
    [TestCaseSource(nameof(Optimizers))]
    public void What_is_frozen_does_not_move_by_a_bit_and_the_rest_does(IOptimizer optimizer)
    {
        NativeTorch.Load();
        using var data = new DeviceData(Digits, CPU);
        using var network = new Network(FreshModel.Of(Graph, Digits.Normalisation, 1), CPU);
        var before = network.ToModel(Digits.Normalisation);
        using var rule = new Frozen(network, t => t is "conv1.weight" or "fc1.weight" or "fc1.bias");
        var plan = new TrainingPlan
        {
            Epochs = 1,
            Batch = 128,
            Optimizer = optimizer,
            LearningRate = 0.01,
            WeightDecay = 0.1,
            Schedule = new(new ConstantRate(), 0),
            Rules = [rule],
        };
        using var loop = new TrainingLoop(
            network,
            data["train"],
            plan,
            new TargetLoss(new CrossEntropy()),
            seed: 1
        );
        loop.Run(1, () => { });
        var after = network.ToModel(Digits.Normalisation);
        foreach (var tensor in Graph.Tensors.Where(t => t.IsTrainable))
            Assert.That(
                after.Tensors[tensor.Name].Span.SequenceEqual(before.Tensors[tensor.Name].Span),
                Is.EqualTo(tensor.Name is "conv1.weight" or "fc1.weight" or "fc1.bias"),
                tensor.Name
            );
    }

    [Test]
    public void No_tensor_is_leaked() =>
        Leaks.None(() =>
        {
            using var network = new Network(FreshModel.Of(Graph, Digits.Normalisation, 1), CPU);
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            using var rule = new Frozen(network, t => t == "fc1.weight");
            rule.AfterStep(network, []);
        });
}
