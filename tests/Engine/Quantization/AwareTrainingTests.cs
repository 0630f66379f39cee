using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using static TorchSharp.torch;
using Network = Slimfront.Engine.Networks.Network;

namespace Slimfront.Engine.Tests.Quantization;

public sealed class AwareTrainingTests
{
    private const string Sgd =
        "training.batch=64 training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine ";

    // What a network learns with while it is rounded: the default of the setting.
    private const string Slow =
        "training.batch=64 training.optimizer=sgd training.learning-rate=0.005 training.schedule=cosine ";

    private const string Student =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.5 ";

    private const string Two =
        "quantization.bits=2 quantization.scheme=symmetric quantization.granularity=channel ";

    private readonly StageBench _bench = new();
    private string _trained = "";

    [OneTimeSetUp]
    public void Train() => _trained = _bench.Run("train", Student + Sgd + "training.epochs=6 from=0 to=6");

    [OneTimeTearDown]
    public void CleanUp() => _bench.Dispose();

    // Three values per tensor are few for so small a network.
    [TestCase("")]
    [TestCase("quantization.activations=8 quantization.points=all ")]
    public void A_network_that_learned_with_rounding_bears_three_values_better(string activations)
    {
        var scheme =
            "quantization.bits=ternary quantization.scheme=symmetric quantization.granularity=tensor "
            + activations;
        var after = scheme.Replace("quantization.", "", StringComparison.Ordinal);
        if (after.Contains("activations", StringComparison.Ordinal))
            after += "calibrator=min-max";
        var post = Accuracy(_bench.Run("quantize", after, ("start", _trained)));
        var file = _bench.Run("train", scheme + Slow + "training.epochs=4 from=0 to=4", ("start", _trained));
        Assert.That(Accuracy(file), Is.GreaterThan(post));
        var model = ModelFile.Read(file);
        Assert.That(model.Grids, Has.Count.EqualTo(3));
        Assert.That(model.Grids.Values.Select(g => g.Codes), Is.All.EqualTo(CodeSet.Ternary));
    }

    [Test]
    public void It_learns_from_a_teacher_too()
    {
        var file = _bench.Run(
            "distil",
            Two
                + Slow
                + "loss=soft-target loss.soft-target.temperature=4 loss.soft-target.alpha=0.7 training.epochs=4 from=0 to=4",
            ("start", _trained),
            ("teacher", _trained)
        );
        Assert.That(Accuracy(file), Is.GreaterThan(0.8));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Two_parts_give_what_the_whole_gives(int middle)
    {
        var all = Two + "quantization.activations=8 " + Sgd + "training.epochs=4 ";
        var whole = _bench.Run("train", all + "from=0 to=4", ("start", _trained));
        var first = _bench.Run("train", all + $"from=0 to={middle}", ("start", _trained));
        var second = _bench.Run("train", all + $"from={middle} to=4", ("previous", first));
        Assert.That(File.ReadAllBytes(second), Is.EqualTo(File.ReadAllBytes(whole)));
    }

    [TestCase(2)]
    [TestCase(30)]
    public void A_training_that_was_stopped_ends_with_the_same_bytes(int steps)
    {
        var parameters = Two + "quantization.activations=8 " + Sgd + "training.epochs=2 from=0 to=2";
        var whole = _bench.Run("train", parameters, ("start", _trained));
        var stage = _bench.Make("train", parameters, ("start", _trained));
        var checkpoint = _bench.NewFile();
        using (var stopping = new StoppingMonitor(steps))
            Assert.That(
                () => _bench.Run(stage, stopping, checkpoint, ("start", _trained)),
                Throws.InstanceOf<OperationCanceledException>()
            );
        Assert.That(File.Exists(checkpoint), Is.True);
        var resumed = _bench.Run(stage, new SilentMonitor(), checkpoint, ("start", _trained));
        Assert.That(File.ReadAllBytes(resumed), Is.EqualTo(File.ReadAllBytes(whole)));
    }

    // By hand, over 10 steps: the first batch sets the range, the next move it by a hundredth, from step 8 on it stands still.
    [Test]
    public void Ranges_are_moving_averages_that_stand_still_at_the_end()
    {
        using var scope = NewDisposeScope();
        using var network = Aware(out var aware);
        var low = network.Tensors["input-quantize.low"];
        var high = network.Tensors["input-quantize.high"];
        See(0, -1, 2);
        Assert.That((low.item<float>(), high.item<float>()), Is.EqualTo((-1f, 2f)));
        See(1, -2, 4);
        Assert.That(low.item<float>(), Is.EqualTo(-0.99 - 0.02).Within(1e-6));
        Assert.That(high.item<float>(), Is.EqualTo(1.98 + 0.04).Within(1e-6));
        See(8, -50, 50);
        Assert.That(high.item<float>(), Is.EqualTo(2.02).Within(1e-6));

        void See(long step, float from, float to)
        {
            aware.BeforeLoss(network, step, 10);
            network.Forward(tensor(new[] { from, to }, [1, 2]), training: true);
            aware.AfterStep(network, []);
        }
    }

    [Test]
    public void Activations_are_only_watched_at_first_and_weights_are_rounded_from_the_start()
    {
        using var scope = NewDisposeScope();
        using var network = Aware(out var aware);
        using var noGradients = no_grad();
        var input = tensor(new[] { 0.333f, 3f }, [1, 2]);
        var weight = network.Tensors["fc1.weight"];
        var rounded = GridSteps.Rounded(weight, CodeSet.Ternary);
        var bias = network.Tensors["fc1.bias"];

        aware.BeforeLoss(network, 0, 10);
        var first = network.Forward(input, training: true).Answers;
        aware.AfterStep(network, []);
        Near(first, input.matmul(rounded.t()) + bias);
        aware.BeforeLoss(network, 1, 10);
        var second = network.Forward(input, training: true).Answers;
        aware.AfterStep(network, []);
        var seen = FakeQuantization.Round(
            input,
            network.Tensors["input-quantize.low"],
            network.Tensors["input-quantize.high"],
            CodeSet.Unsigned(8)
        );
        Near(second, seen.matmul(rounded.t()) + bias);
        Assert.That((first - second).abs().max().item<float>(), Is.GreaterThan(1e-5));

        static void Near(Tensor one, Tensor other) =>
            Assert.That((one - other).abs().max().item<float>(), Is.LessThan(1e-6));
    }

    // Ranges and running statistics share one memory, and a backward pass minds when any of it changes under it.
    [TestCase("densenet", "model.family.densenet.layers=1 model.family.densenet.width=0.2 ")]
    [TestCase("wide-resnet", "model.family.wide-resnet.blocks=1 model.family.wide-resnet.width=0.5 ")]
    public void Normalisations_that_cannot_be_folded_learn_beside_watched_activations(
        string family,
        string size
    )
    {
        var fresh = _bench.Run("initialise", $"model.family={family} {size}");
        var file = _bench.Run(
            "train",
            Two + "quantization.activations=8 " + Sgd + "training.epochs=1 from=0 to=1",
            ("start", fresh)
        );
        var model = ModelFile.Read(file);
        Assert.That(model.Graph.Nodes.Any(n => n.Operator is Slimfront.Engine.Operators.BatchNorm));
        foreach (var high in model.Graph.Tensors.Where(t => t.Role == TensorRole.RangeHigh))
            Assert.That(model.Tensors[high.Name].Span[0], Is.GreaterThan(0), high.Name);
    }

    [Test]
    public void Every_weight_learns_also_those_at_the_ends_of_the_grid()
    {
        using var scope = NewDisposeScope();
        using var network = Aware(out var aware);
        aware.BeforeLoss(network, 5, 10);
        network.Forward(tensor(new[] { 1f, 2f }, [1, 2]), training: true).Answers.sum().backward();
        Assert.That(FlatBuffer.Read(network.GradientsByName["fc1.weight"]), Has.All.Not.EqualTo(0));
    }

    [Test]
    public void Removed_weights_are_zero_in_the_end()
    {
        var masked = _bench.NewFile();
        var model = BatchNormFoldingTests.Masked(ModelFile.Read(_trained));
        ModelFile.Write(masked, model);
        var file = _bench.Run(
            "train",
            "quantization.bits=4 quantization.scheme=affine quantization.granularity=tensor "
                + Sgd
                + "training.epochs=1 from=0 to=1",
            ("start", masked)
        );
        var trained = ModelFile.Read(file);
        Assert.That(trained.Masks, Is.EqualTo(model.Masks));
        Assert.That(trained.Masks.All(m => m.Value.Holds(trained.Tensors[m.Key].Span)), Is.True);
    }

    [Test]
    public void Nothing_is_left_behind() =>
        Leaks.None(() =>
        {
            using var network = Aware(out var aware);
            aware.BeforeLoss(network, 5, 10);
            using var scope = NewDisposeScope();
            network.Forward(tensor(new[] { 1f, 2f }, [1, 2]), training: true).Answers.sum().backward();
            using var noGradients = no_grad();
            aware.AfterStep(network, []);
        });

    private static Network Aware(out AwareTraining aware)
    {
        var scheme = new QuantizationScheme(CodeSet.Ternary, IsPerChannel: true, ActivationPoints.Layers);
        var graph = new GraphBuilder(Shape.Of(2)).Linear(3).Build();
        var model = scheme.Prepare(FreshModel.Of(graph, new([0], [1]), 5));
        aware = new AwareTraining(scheme, model.Grids.ToDictionary(g => g.Key, g => g.Value.Codes));
        return new(model, CPU) { Rule = aware };
    }

    private double Accuracy(string file)
    {
        _bench.Run("measure", "split=validation", ("model", file));
        return _bench.Measures!.Values["accuracy"];
    }
}
