using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Optimizers;
using Slimfront.Engine.Training.Rules;
using Slimfront.Engine.Training.Schedules;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Training.Rules;

public sealed class GammaSparsityTests
{
    private const string Training =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.2 training.batch=64 "
        + "training.optimizer=sgd training.learning-rate=0.05 training.schedule=constant training.epochs=2 from=0 to=2";

    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    [Test]
    public void The_sign_of_gamma_is_added_to_its_gradient_and_to_nothing_else()
    {
        var graph = new GraphBuilder(Shape.Of(3)).BatchNorm().Linear(2).Build();
        using var network = new Network(Made(graph, gamma: [-2, 0, 3]), CPU);
        using var noGradients = no_grad();
        network.Gradients.fill_(0.5);
        Leaks.None(() =>
        {
            using var step = NewDisposeScope();
            new GammaSparsity(0.01).BeforeStep(network);
        });
        Assert.That(Gradient(network, "bn1.weight"), Is.EqualTo(new[] { 0.49f, 0.5f, 0.51f }).Within(1e-6));
        foreach (var other in (string[])["bn1.bias", "fc1.weight", "fc1.bias"])
            Assert.That(Gradient(network, other), Has.All.EqualTo(0.5f), other);
        Assert.That(network.Tensors["bn1.weight"].data<float>().ToArray(), Is.EqualTo(new[] { -2f, 0, 3 }));
    }

    [Test]
    public void A_training_with_the_penalty_ends_with_smaller_scales()
    {
        using var bench = new StageBench();
        double Gammas(string more) =>
            ModelFile
                .Read(bench.Run("train", Training + more))
                .Tensors.Where(t =>
                    t.Key.StartsWith("bn", StringComparison.Ordinal)
                    && t.Key.EndsWith(".weight", StringComparison.Ordinal)
                )
                .Sum(t => t.Value.ToArray().Sum(g => (double)Math.Abs(g)));
        var usual = Gammas("");
        Assert.That(Gammas(" training.gamma-shrinkage=0.0"), Is.EqualTo(usual), "0 is no penalty");
        Assert.That(Gammas(" training.gamma-shrinkage=0.3"), Is.LessThan(0.9 * usual));
    }

    [Test]
    public void The_penalty_alone_moves_gamma_as_far_as_was_asked_for_whatever_the_steps(
        [Values(100, 1000)] int steps,
        [Values(0, 0.9)] double momentum
    )
    {
        var plan = new TrainingPlan
        {
            Epochs = 1,
            Batch = 1,
            Optimizer = new Sgd(momentum, nesterov: true),
            LearningRate = 0.05,
            WeightDecay = 0,
            Schedule = new(new Cosine(), 0.05),
        };
        var graph = new GraphBuilder(Shape.Of(1)).BatchNorm().Linear(2).Build();
        using var network = new Network(Made(graph, gamma: [1]), CPU);
        var penalty = GammaSparsity.Over(0.4, plan, steps);
        using var noGradients = no_grad();
        using var momenta = zeros_like(network.Parameters);
        for (var step = 0; step < steps; step++)
        {
            network.Gradients.zero_();
            penalty.BeforeStep(network);
            var rate = plan.LearningRate * plan.Schedule.Factor(step, steps);
            plan.Optimizer.Step(network.Parameters, network.Gradients, [momenta], new(step + 1, rate, 0));
        }
        Assert.That(
            network.Tensors["bn1.weight"].item<float>(),
            Is.EqualTo(0.6).Within(momentum > 0 && steps == 100 ? 0.05 : 0.01)
        );
    }

    private static float[] Gradient(Network network, string name) =>
        network.GradientsByName[name].data<float>().ToArray();

    private static Model Made(ModelGraph graph, float[] gamma)
    {
        var fresh = FreshModel.Of(graph, new Normalisation([0], [1]), seed: 1);
        return fresh with { Tensors = fresh.Tensors.SetItem("bn1.weight", gamma) };
    }
}
