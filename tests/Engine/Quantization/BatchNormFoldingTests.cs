using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Stages;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using static TorchSharp.torch;
using Network = Slimfront.Engine.Networks.Network;

namespace Slimfront.Engine.Tests.Quantization;

public sealed class BatchNormFoldingTests
{
    private static readonly StageTechniques Techniques = StageTechniques.Of();
    private static readonly string[] Families = [.. Techniques.Families.All.Select(f => f.Key)];

    [Test]
    public void A_folded_network_computes_the_same(
        [ValueSource(nameof(Families))] string family,
        [Values(1, 2, 3)] int seed
    )
    {
        var model = RandomModel(Graph(family), seed);
        var folded = BatchNormFolding.Fold(model);
        using var scope = NewDisposeScope();
        var batch = randn(
            [3, .. Images.Dimensions.Select(d => (long)d)],
            generator: new Generator((ulong)seed)
        );
        var (before, after) = (Logits(model, batch), Logits(folded, batch));
        var size = Math.Max(1, before.abs().max().item<float>());
        Assert.That((before - after).abs().max().item<float>() / size, Is.LessThan(1e-5));
        Assert.That(BatchNormFolding.Fold(folded).Graph, Is.EqualTo(folded.Graph));
    }

    // β replaces the bias where there is one; γ goes into the weights.
    [TestCase("plain-cnn", 0)]
    [TestCase("resnet", 0)]
    [TestCase("mobilenet", 0)]
    public void Where_normalisation_follows_layers_none_is_left(string family, int left) =>
        Assert.That(
            BatchNormFolding.Fold(Graph(family)).Nodes.Count(n => n.Operator is BatchNorm),
            Is.EqualTo(left)
        );

    [Test]
    public void Normalisation_before_its_layer_stays()
    {
        var graph = Graph("densenet");
        Assert.That(
            BatchNormFolding.Fold(graph).Nodes.Count(n => n.Operator is BatchNorm),
            Is.InRange(1, graph.Nodes.Count(n => n.Operator is BatchNorm))
        );
    }

    [Test]
    public void A_layer_that_others_use_too_is_left_alone()
    {
        var graph = new GraphBuilder(Shape.Of(1, 4, 4))
            .Conv(2, bias: false)
            .BatchNorm()
            .Add("conv1")
            .Flatten()
            .Linear(3)
            .Build();
        Assert.That(BatchNormFolding.Fold(graph), Is.EqualTo(graph));
    }

    // By hand: g = 2/√(3 + 1) = 1; weight 3·1, bias (5 − 4)·1 + 7 = 8.
    [Test]
    public void Weight_and_bias_are_those_of_the_formula()
    {
        var graph = new GraphBuilder(Shape.Of(1)).Linear(1).Then("bn", new BatchNorm(Epsilon: 1)).Build();
        var values = new Dictionary<string, float>
        {
            ["fc1.weight"] = 3,
            ["fc1.bias"] = 5,
            ["bn1.weight"] = 2,
            ["bn1.bias"] = 7,
            ["bn1.running_mean"] = 4,
            ["bn1.running_var"] = 3,
        };
        var model = new Model(
            graph,
            new([0], [1]),
            values.ToImmutableSortedDictionary(
                v => v.Key,
                v => (ReadOnlyMemory<float>)new[] { v.Value },
                StringComparer.Ordinal
            )
        );
        var folded = BatchNormFolding.Fold(model);
        Assert.That(folded.Tensors.Keys, Is.EqualTo(new[] { "fc1.bias", "fc1.weight" }));
        Assert.That(folded.Tensors["fc1.weight"].Span[0], Is.EqualTo(3));
        Assert.That(folded.Tensors["fc1.bias"].Span[0], Is.EqualTo(8));
    }

    [Test]
    public void Masks_of_weights_are_kept()
    {
        var model = Masked(RandomModel(Graph("plain-cnn"), 1));
        var folded = BatchNormFolding.Fold(model);
        Assert.That(folded.Masks, Is.EqualTo(model.Masks));
        Assert.That(folded.Masks.All(m => m.Value.Holds(folded.Tensors[m.Key].Span)), Is.True);
    }

    internal static readonly Shape Images = Shape.Of(3, 32, 32);

    internal static ModelGraph Graph(string family)
    {
        var technique = Techniques.Families[family];
        var middle = new Space(technique.Parameters).Complete(n => n.Parameter.FromUnit(0.1));
        return technique.Create(middle).Build(Images, 10);
    }

    internal static Model RandomModel(ModelGraph graph, int seed)
    {
        var model = FreshModel.Of(graph, new([0, 0, 0], [1, 1, 1]), (ulong)seed);
        return model with
        {
            Tensors = model.Tensors.SetItems(
                graph
                    .Tensors.Where(t => t.Role != TensorRole.Weight)
                    .Select(t => KeyValuePair.Create(t.Name, Values(t, Seed.For((ulong)seed, t.Name))))
            ),
        };
    }

    internal static Model Masked(Model model)
    {
        var masks = QuantizationScheme
            .Weights(model.Graph)
            .ToImmutableSortedDictionary(
                t => t.Name,
                t => TensorMask.Of([.. Enumerable.Range(0, (int)t.Elements).Select(i => i % 3 > 0)]),
                StringComparer.Ordinal
            );
        return model with
        {
            Masks = masks,
            Tensors = model.Tensors.SetItems(
                masks.Select(m =>
                    KeyValuePair.Create(
                        m.Key,
                        (ReadOnlyMemory<float>)m.Value.Spread<float>(m.Value.Pick(model.Tensors[m.Key].Span))
                    )
                )
            ),
        };
    }

    private static ReadOnlyMemory<float> Values(TensorSpec tensor, Random random)
    {
        var values = new float[tensor.Elements];
        for (var i = 0; i < values.Length; i++)
            values[i] = tensor.Role switch
            {
                TensorRole.Gain or TensorRole.RunningVariance => 0.5f + random.NextSingle(),
                _ => random.NextSingle() - 0.5f,
            };
        return values;
    }

    private static Tensor Logits(Model model, Tensor batch)
    {
        using var network = new Network(model, CPU);
        using var noGradients = no_grad();
        return network.Forward(batch, training: false).Answers;
    }
}
