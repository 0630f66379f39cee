using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Networks;

public sealed class NetworkTests
{
    private static readonly ModelGraph Graph = new GraphBuilder(Shape.Of(2, 6, 6))
        .Conv(5, bias: false)
        .BatchNorm()
        .Relu()
        .MaxPool()
        .Flatten()
        .Linear(7)
        .Relu()
        .Linear(3)
        .Build();

    private static readonly Normalisation Plain = new([0, 0], [1, 1]);

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [Test]
    public void It_computes_what_torch_modules_with_the_same_weights_compute()
    {
        using var scope = NewDisposeScope();
        using var network = Fresh(1);
        var conv = nn.Conv2d(2, 5, 3, padding: 1, bias: false);
        var norm = nn.BatchNorm2d(5);
        var hidden = nn.Linear(45, 7);
        var last = nn.Linear(7, 3);
        using (no_grad())
        {
            conv.weight!.copy_(network.Tensors["conv1.weight"]);
            hidden.weight!.copy_(network.Tensors["fc1.weight"]);
            hidden.bias!.copy_(network.Tensors["fc1.bias"]);
            last.weight!.copy_(network.Tensors["fc2.weight"]);
            last.bias!.copy_(network.Tensors["fc2.bias"]);
        }
        var modules = nn.Sequential(
            conv,
            norm,
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            hidden,
            nn.ReLU(),
            last
        );
        var inputs = rand(4, 2, 6, 6);
        foreach (var training in (bool[])[true, false])
        {
            modules.train(training);
            var expected = modules.call(inputs);
            var answer = network.Forward(inputs, training).Answers;
            Assert.That(answer.allclose(expected, 1e-5, 1e-6), $"training = {training}");
        }
        Assert.That(network.Tensors["bn1.running_var"].allclose(norm.running_var!, 1e-5, 1e-6));
    }

    [Test]
    public void Gradients_land_in_the_flat_buffer_and_add_up()
    {
        using var scope = NewDisposeScope();
        using var network = Fresh(1);
        var inputs = rand(4, 2, 6, 6);
        network.Forward(inputs, training: false).Answers.sum().backward();
        // The gradient of a sum of logits by the last bias is the batch size.
        Assert.That(network.GradientsByName["fc2.bias"].data<float>().ToArray(), Is.All.EqualTo(4));
        var once = network.Gradients.clone();
        network.Forward(inputs, training: false).Answers.sum().backward();
        Assert.That(network.Gradients.allclose(once * 2, 1e-5, 1e-6));
        Assert.That(network.Gradients.count_nonzero().item<long>(), Is.GreaterThan(100));
    }

    [Test]
    public void Changing_the_flat_parameters_changes_the_network()
    {
        using var scope = NewDisposeScope();
        using var network = Fresh(1);
        network.Parameters.zero_();
        var logits = network.Forward(rand(2, 2, 6, 6), training: false).Answers;
        Assert.That(logits.count_nonzero().item<long>(), Is.Zero);
    }

    [Test]
    public void A_model_survives_the_device()
    {
        var model = FreshModel.Of(Graph, Plain, 3);
        using var network = new Network(model, CPU);
        var back = network.ToModel(Plain);
        foreach (var tensor in Graph.Tensors)
            Assert.That(
                back.Tensors[tensor.Name].ToArray(),
                Is.EqualTo(model.Tensors[tensor.Name].ToArray())
            );
    }

    [Test]
    public void Taps_are_the_values_of_the_named_nodes()
    {
        using var scope = NewDisposeScope();
        using var network = Fresh(1);
        var answer = network.Forward(rand(2, 2, 6, 6), training: false, "relu1", "fc2");
        Assert.That(answer.Taps["relu1"].shape, Is.EqualTo((long[])[2, 5, 6, 6]));
        Assert.That(answer.Taps["fc2"].allclose(answer.Answers));
        Assert.That(
            () => network.Forward(rand(2, 2, 6, 6), training: false, "nowhere"),
            Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("conv1")
        );
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Values_and_gradients_are_those_of_the_operators_one_by_one(int channels)
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(Shape.Of(channels, 6, 6))
            .Conv(5)
            .Relu()
            .MaxPool()
            .Conv(4)
            .Relu()
            .Flatten()
            .Linear(3)
            .Build();
        using var network = new Network(FreshModel.Of(graph, Plain, 1), CPU);
        var inputs = randn(8, channels, 6, 6);
        var value = inputs;
        foreach (var step in graph.Steps.Skip(1))
            value = step.Node.Operator.Forward(
                [value],
                [.. step.Tensors.Select(t => network.Tensors[t.Name])],
                training: true
            );
        var weights = randn(8, 3);
        (value * weights).sum().backward();
        var expected = network.Gradients.clone();
        network.Gradients.zero_();

        var logits = network.Forward(inputs, training: true).Answers;
        (logits * weights).sum().backward();
        Assert.That(logits.allclose(value, 1e-5, 1e-6));
        Assert.That(network.Gradients.allclose(expected, 1e-5, 1e-5));
        var tapped = network.Forward(inputs, training: true, "relu1", "pool1");
        Assert.That(tapped.Taps["relu1"].min().item<float>(), Is.Zero, "a tapped rectifier has rectified");
        Assert.That(tapped.Taps["pool1"].allclose(nn.functional.max_pool2d(tapped.Taps["relu1"], 2)));
    }

    [Test]
    public void Fresh_weights_depend_on_seed_and_name_only_and_keep_their_bounds()
    {
        var model = FreshModel.Of(Graph, Plain, 1);
        var wider = FreshModel.Of(
            new GraphBuilder(Shape.Of(2, 6, 6)).Conv(5, bias: false).Flatten().Linear(3).Build(),
            Plain,
            1
        );
        Assert.That(
            wider.Tensors["conv1.weight"].ToArray(),
            Is.EqualTo(model.Tensors["conv1.weight"].ToArray())
        );
        Assert.That(
            FreshModel.Of(Graph, Plain, 2).Tensors["conv1.weight"].ToArray(),
            Is.Not.EqualTo(model.Tensors["conv1.weight"].ToArray())
        );
        var bound = 1 / MathF.Sqrt(18);
        var weights = model.Tensors["conv1.weight"].ToArray();
        Assert.That(weights, Is.All.InRange(-bound, bound));
        Assert.That(weights.Max(), Is.GreaterThan(0.8f * bound));
        Assert.That(weights.Average(), Is.Zero.Within(0.2f * bound));
        Assert.That(model.Tensors["bn1.weight"].ToArray(), Is.All.EqualTo(1));
    }

    [Test]
    public void Everything_is_freed() =>
        Leaks.None(() =>
        {
            using var scope = NewDisposeScope();
            using var network = Fresh(1);
            network.Forward(rand(2, 2, 6, 6), training: true).Answers.sum().backward();
            network.ToModel(Plain);
        });

    private static Network Fresh(ulong seed) => new(FreshModel.Of(Graph, Plain, seed), CPU);
}
