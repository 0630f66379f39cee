using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tasks.Classification;
using Slimfront.Engine.Tests.Artifacts;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Optimizers;
using Slimfront.Engine.Training.Rules;
using Slimfront.Engine.Training.Schedules;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Training.Rules;

public sealed class HeldWeightsTests
{
    private const double Rate = 0.1;
    private const double Decay = 0.01;
    private const double Momentum = 0.9;

    private static readonly ModelGraph Graph = new GraphBuilder(Shape.Of(6))
        .Linear(5)
        .Relu()
        .Linear(3)
        .Build();

    private static readonly TensorMask Mask = TensorMask.Of([
        .. Enumerable.Range(0, 30).Select(i => i % 3 != 0),
    ]);
    private static readonly TensorMask Held = TensorMask.Of([
        .. Enumerable.Range(0, 15).Select(i => i % 4 == 0),
    ]);

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    private static IEnumerable<IOptimizer> Optimizers =>
        [new Sgd(Momentum, nesterov: true), new Sgd(Momentum, nesterov: false), new Adam(0.9, 0.999)];

    [TestCaseSource(nameof(Optimizers))]
    public void Missing_weights_stay_zero_and_held_ones_where_they_are_and_so_do_the_buffers(
        IOptimizer optimizer
    ) =>
        Leaks.None(() =>
        {
            var model = Example();
            using var network = new Network(model, CPU);
            using var rule = HeldWeights.Of(network)!;
            using var data = Data();
            using var loop = new TrainingLoop(
                network,
                data,
                Plan(optimizer, rule),
                new TargetLoss(new CrossEntropy()),
                1
            );
            loop.Run(5, () => { });
            var after = network.ToModel(model.Normalisation);
            // The flat parameters: each tensor starts at a multiple of 16.
            var still = new bool[80];
            Mask.ToMissing().CopyTo(still, 0);
            Held.ToFlags().CopyTo(still, 32 + 16);
            foreach (var buffer in loop.Capture().Buffers.Values)
            {
                Assert.That(buffer.ToArray().Where((_, i) => still[i]), Is.All.Zero);
                Assert.That(buffer.ToArray().Count(v => v != 0), Is.GreaterThan(10));
            }
            Assert.That(Mask.Holds(after.Tensors["fc1.weight"].Span));
            Assert.That(
                Held.Pick(after.Tensors["fc2.weight"].Span),
                Is.EqualTo(Held.Pick(model.Tensors["fc2.weight"].Span))
            );
            Assert.That(
                after.Tensors["fc2.weight"].Span[1],
                Is.Not.EqualTo(model.Tensors["fc2.weight"].Span[1])
            );
            Assert.That(after.Masks["fc1.weight"], Is.EqualTo(Mask));
        });

    [Test]
    public void A_network_without_such_weights_has_no_rule()
    {
        using var network = new Network(Example() with { Masks = Model.NoMasks, Held = Model.NoMasks }, CPU);
        Assert.That(HeldWeights.Of(network), Is.Null);
    }

    // The same in float64 by hand: weights are multiplied by the mask in the forward pass, so that only those that exist learn.
    [Test]
    public void Training_a_masked_network_is_training_what_exists()
    {
        using var scope = NewDisposeScope();
        var model = Example() with { Held = Model.NoMasks };
        using var network = new Network(model, CPU);
        using var rule = HeldWeights.Of(network)!;
        using var data = Data();
        using var loop = new TrainingLoop(
            network,
            data,
            Plan(new Sgd(Momentum, nesterov: false), rule),
            new TargetLoss(new CrossEntropy()),
            1
        );
        loop.Run(8, () => { });
        var expected = ByHand(model, data, steps: 8);
        var actual = network.ToModel(model.Normalisation);
        foreach (var (name, values) in expected)
            Assert.That(actual.Tensors[name].ToArray(), Is.EqualTo(values).Within(1e-5f), name);
    }

    private static Dictionary<string, float[]> ByHand(Model model, ResidentExamples data, int steps)
    {
        var mask = tensor([.. Mask.ToFlags().Select(f => f ? 1.0 : 0)]).reshape(5, 6);
        var weights = Graph.Tensors.ToDictionary(
            t => t.Name,
            t =>
                tensor([.. model.Tensors[t.Name].ToArray().Select(v => (double)v)])
                    .reshape([.. t.Shape])
                    .requires_grad_()
        );
        var velocity = weights.ToDictionary(w => w.Key, w => zeros_like(w.Value));
        var all = data.Pass(data.Count)[0];
        var inputs = all.Inputs.to(float64);
        for (var step = 0; step < steps; step++)
        {
            var hidden = nn.functional.relu(
                inputs.matmul((weights["fc1.weight"] * mask).t()) + weights["fc1.bias"]
            );
            var logits = hidden.matmul(weights["fc2.weight"].t()) + weights["fc2.bias"];
            nn.functional.cross_entropy(logits, all.Targets).backward();
            using var noGradients = no_grad();
            foreach (var (name, weight) in weights)
            {
                velocity[name] = velocity[name] * Momentum + weight.grad! + weight * Decay;
                weight.sub_(velocity[name] * Rate);
                weight.grad!.zero_();
            }
        }
        weights["fc1.weight"] = weights["fc1.weight"].detach() * mask;
        return weights.ToDictionary(w => w.Key, w => w.Value.detach().to(float32).data<float>().ToArray());
    }

    private static TrainingPlan Plan(IOptimizer optimizer, IStepRule rule) =>
        new()
        {
            Epochs = 10,
            Batch = 100,
            Optimizer = optimizer,
            LearningRate = Rate,
            WeightDecay = Decay,
            Schedule = new(new ConstantRate(), 0),
            Rules = [rule],
        };

    private static ResidentExamples Data()
    {
        using var scope = NewDisposeScope();
        var random = new Pcg(2);
        return new(
            tensor([.. Enumerable.Range(0, 240).Select(_ => random.NextSingle() - 0.5f)])
                .reshape(40, 6)
                .DetachFromDisposeScope(),
            tensor([.. Enumerable.Range(0, 40).Select(i => i % 3L)]).DetachFromDisposeScope()
        );
    }

    private static Model Example()
    {
        var model = PackedModels.Of(Graph, new Pcg(3)) with
        {
            Masks = Model.NoMasks.Add("fc1.weight", Mask),
            Held = Model.NoMasks.Add("fc2.weight", Held),
            Grids = Model.NoGrids,
        };
        var first = Mask.Spread<float>(Mask.Pick(model.Tensors["fc1.weight"].Span));
        return model with { Tensors = model.Tensors.SetItem("fc1.weight", first) };
    }
}
