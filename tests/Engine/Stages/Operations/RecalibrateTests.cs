using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Stages.Operations;

/// <summary>The statistics of batch normalisation, taken anew.</summary>
public sealed class RecalibrateTests
{
    private const string Training =
        "training.batch=64 training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine training.epochs=6 from=0 to=6 ";

    private readonly StageBench _bench = new();

    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    [OneTimeTearDown]
    public void CleanUp() => _bench.Dispose();

    [Test]
    public void They_are_the_mean_and_the_unbiased_variance_of_what_the_layer_sees()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(Shape.Of(3)).Linear(4).BatchNorm().Relu().Linear(2).BatchNorm().Build();
        using var network = new Network(FreshModel.Of(graph, new([0, 0, 0], [1, 1, 1]), seed: 1), CPU);
        // One batch, so that the mean over batches is that of the values.
        using var data = new ResidentExamples(rand(100, 3), zeros(100, dtype: int64));
        FreshStatistics.Take(network, data, seed: 1, _ => { });

        using var noGradients = no_grad();
        var first = nn.functional.linear(
            data.Pass(100)[0].Inputs,
            network.Tensors["fc1.weight"],
            network.Tensors["fc1.bias"]
        );
        Near(network, "bn1", first);
        var normalised = (first - first.mean([0])) / (first.var(0, unbiased: false) + 1e-5).sqrt();
        var second = nn.functional.linear(
            nn.functional.relu(normalised),
            network.Tensors["fc2.weight"],
            network.Tensors["fc2.bias"]
        );
        Near(network, "bn2", second);
    }

    [Test]
    public void Nothing_but_the_statistics_changes_and_no_tensor_is_left()
    {
        var graph = new GraphBuilder(Shape.Of(3)).Linear(4).BatchNorm().Relu().Dropout(0.5).Linear(2).Build();
        var model = FreshModel.Of(graph, new([0, 0, 0], [1, 1, 1]), seed: 1);
        using var network = new Network(model, CPU);
        using var data = new ResidentExamples(rand(300, 3), zeros(300, dtype: int64));
        Leaks.None(() => FreshStatistics.Take(network, data, seed: 1, _ => { }));
        var after = network.ToModel(model.Normalisation);
        foreach (var (name, values) in model.Tensors)
            Assert.That(
                after.Tensors[name].Span.SequenceEqual(values.Span),
                Is.EqualTo(!name.Contains("running", StringComparison.Ordinal)),
                name
            );
    }

    [Test]
    public void A_pruned_network_that_is_not_trained_again_wins_back_most_of_its_accuracy()
    {
        var whole = _bench.Run(
            "train",
            "model.family=plain-cnn model.family.plain-cnn.depth=4 model.family.plain-cnn.width=0.5 "
                + Training
        );
        var pruned = _bench.Run("prune", "criterion=l1 scope=layer ratio=0.3", ("start", whole));
        var anew = _bench.Run("recalibrate", "", ("start", pruned));
        var (before, after) = (Accuracy(pruned), Accuracy(anew));
        Assert.That(after, Is.GreaterThan(before + 0.1), $"{before} before");
        Assert.That(ModelFile.Read(anew).Graph, Is.EqualTo(ModelFile.Read(pruned).Graph));
    }

    private double Accuracy(string model)
    {
        _bench.Run("measure", "split=validation", ("model", model));
        return _bench.Measures!.Values["accuracy"];
    }

    private static void Near(Network network, string norm, Tensor values)
    {
        Assert.That(network.Tensors[$"{norm}.running_mean"].allclose(values.mean([0]), 1e-4, 1e-5), norm);
        Assert.That(network.Tensors[$"{norm}.running_var"].allclose(values.var(0), 1e-4, 1e-5), norm);
    }
}
