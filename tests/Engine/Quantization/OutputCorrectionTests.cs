using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Quantization.Calibrators;
using static TorchSharp.torch;
using Network = Slimfront.Engine.Networks.Network;

namespace Slimfront.Engine.Tests.Quantization;

public sealed class OutputCorrectionTests
{
    private readonly DeviceData _data = new(DataSources.Of().Load(StageBench.DataSettings), CPU);

    [OneTimeTearDown]
    public void CleanUp() => _data.Dispose();

    private CalibrationExamples Examples => new(_data["train"], 3);

    // The law itself, layer by layer, also through sums, and where activations are rounded, too.
    [Test]
    public void Outputs_have_the_mean_and_the_deviation_that_they_had(
        [Values("plain-cnn", "resnet", "mlp")] string family,
        [Values("2", "4")] string bits,
        [Values] bool perChannel,
        [Values(ActivationPoints.None, ActivationPoints.All)] ActivationPoints points
    )
    {
        var scheme = new QuantizationScheme(QuantizationScheme.CodesOf(bits, true), perChannel, points);
        var before = scheme.Prepare(Model(family));
        var model = new OutputCorrection(Examples).Apply(
            before,
            scheme.Finish(before),
            roundsActivations: false
        );
        if (points != ActivationPoints.None)
            model = new OutputCorrection(Examples).Apply(
                before,
                new Calibration(new MinMax()).Apply(model, Examples),
                roundsActivations: true
            );
        foreach (var (name, wanted) in Moments(before, rounds: false))
        {
            var found = Moments(model, rounds: points != ActivationPoints.None)[name];
            var size = Math.Sqrt(wanted.Variances.Max());
            Assert.That(found.Means, Is.EqualTo(wanted.Means).Within(2e-3 * size), name);
            if (perChannel)
                Assert.That(found.Variances, Is.EqualTo(wanted.Variances).Within(5e-3 * size * size), name);
            else
                Assert.That(
                    found.Variances.Sum(),
                    Is.EqualTo(wanted.Variances.Sum()).Within(1).Percent,
                    name
                );
        }
        Assert.That(
            model.OnGrids().Tensors["fc1.weight"].ToArray(),
            Is.EqualTo(model.Tensors["fc1.weight"].ToArray())
        );
    }

    // By hand: y = x for x = −1 and 1, rounded to ½·x + 3: g = 2 and b = 0 − 2·(3 − 3).
    [Test]
    public void Scale_and_bias_are_those_of_the_formula()
    {
        var y = new ChannelMoments([0], [1]);
        Assert.That(y.GainOver(new([3], [0.25]), perChannel: true), Is.EqualTo((double[])[2]));
        Assert.That(y.GainOver(new([3], [0]), perChannel: true), Is.EqualTo((double[])[1]));
        Assert.That(y.GainOver(new([3], [1e-6]), perChannel: true), Is.EqualTo((double[])[4]));
        var two = new ChannelMoments([0, 0], [1, 8]);
        Assert.That(two.GainOver(new([0, 0], [0, 1]), perChannel: false), Is.EqualTo((double[])[3, 3]));
    }

    [Test]
    public void Moments_are_those_of_the_formula()
    {
        using var scope = NewDisposeScope();
        var moments = ChannelMoments.Of([
            tensor(new float[] { 1, 2, 3, 10 }, [1, 2, 2]),
            tensor(new float[] { 5, 4, 1, 0 }, [1, 2, 2]),
        ]);
        Assert.That(moments.Means, Is.EqualTo((double[])[3, 3.5]).Within(1e-12));
        Assert.That(moments.Variances, Is.EqualTo((double[])[2.5, 15.25]).Within(1e-12));
    }

    [Test]
    public void A_removed_weight_stays_zero_and_a_dead_layer_is_no_mistake()
    {
        var model = BatchNormFoldingTests.Masked(Model("plain-cnn"));
        var dead = model.Tensors["conv2.weight"].Length;
        model = model with { Tensors = model.Tensors.SetItem("conv2.weight", new float[dead]) };
        var scheme = new QuantizationScheme(CodeSet.Odd, IsPerChannel: true);
        var before = scheme.Prepare(model);
        var after = new OutputCorrection(Examples).Apply(
            before,
            scheme.Finish(before),
            roundsActivations: false
        );
        Assert.That(after.Masks, Is.Not.Empty);
        Assert.That(after.Masks.All(m => m.Value.Holds(after.Tensors[m.Key].Span)), Is.True);
        Assert.That(after.Grids.All(g => g.Value.ProblemFor(ShapeOf(after, g.Key)) is null), Is.True);
    }

    [Test]
    public void Nothing_is_left_behind()
    {
        var scheme = new QuantizationScheme(CodeSet.Ternary, IsPerChannel: true);
        var before = scheme.Prepare(Model("mlp"));
        var rounded = scheme.Finish(before);
        _ = _data["train"];
        Leaks.None(() => new OutputCorrection(Examples).Apply(before, rounded, roundsActivations: false));
    }

    [Test]
    public void Node_by_node_a_network_computes_what_it_computes_at_once(
        [Values("plain-cnn", "resnet", "densenet", "wide-resnet", "mobilenet", "mlp")] string family
    )
    {
        using var network = new Network(Model(family), CPU);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var first = Examples.Batches().First();
        var all = network.Forward(first, training: false, [.. network.Graph.Nodes.Select(n => n.Name)]).Taps;
        var count = 0;
        foreach (var (step, values) in NodeByNode.Walk(network, Examples.Batches().Take(2)))
        {
            Assert.That(values, Has.Count.EqualTo(2));
            Assert.That(
                FlatBuffer.Read(values[0]),
                Is.EqualTo(FlatBuffer.Read(all[step.Node.Name])),
                step.Node.Name
            );
            count++;
        }
        Assert.That(count, Is.EqualTo(network.Graph.Nodes.Length));
    }

    // By hand: the input of 2 and a layer of 3, then the rectifier's 3 beside the layer's, the sum beside both.
    [Test]
    public void The_most_values_alive_are_counted()
    {
        var graph = new GraphBuilder(Shape.Of(2)).Linear(3).Relu().Add("fc1").Linear(1).Build();
        Assert.That(NodeByNode.MostValues(graph), Is.EqualTo(9));
    }

    private static ImmutableArray<long> ShapeOf(Model model, string tensor) =>
        model.Graph.Tensors.Single(t => t.Name == tensor).Shape;

    private static Model Model(string family)
    {
        var graph = Narrow(family);
        return BatchNormFoldingTests.RandomModel(graph, 5) with { Normalisation = new([0], [1]) };
    }

    private static ModelGraph Narrow(string family)
    {
        var technique = Slimfront.Engine.Stages.StageTechniques.Of().Families[family];
        var small = new Slimfront.Search.Spaces.Space(technique.Parameters).Complete(n =>
            n.Parameter.FromUnit(0.1)
        );
        return technique.Create(small).Build(Shape.Of(1, 8, 8), 10);
    }

    private Dictionary<string, ChannelMoments> Moments(Model model, bool rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var network = new Network(model, CPU) { Rule = rounds ? null : new UnroundedActivations() };
        ImmutableArray<string> layers =
        [
            .. model.Graph.Nodes.Where(n => n.Operator is Conv or Linear).Select(n => n.Name),
        ];
        var taps = Examples.Batches().Select(b => network.Forward(b, training: false, layers).Taps).ToArray();
        return layers.ToDictionary(
            l => l,
            l => ChannelMoments.Of([.. taps.Select(t => t[l])]),
            StringComparer.Ordinal
        );
    }
}
