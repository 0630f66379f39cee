using CsCheck;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tests.Families;

public sealed class FamilyTests
{
    private static readonly Catalog<IModelFamily> Catalog = Search.Techniques.Catalog.Scan<IModelFamily>(
        "family",
        typeof(IModelFamily).Assembly
    );

    [Test]
    public void Size_4_of_the_plain_networks_is_the_papers()
    {
        var graph = new PlainCnn(4, 1).Build(Shape.Of(3, 32, 32), 10);

        Assert.That(
            graph
                .Steps.Where(s => s.Node.Operator.Kind is "relu" or "max-pool")
                .Select(s => s.Shape.ToString()),
            Is.EqualTo(new[] { "16×32×32", "16×32×32", "16×16×16", "32×16×16", "32×16×16", "32×8×8" })
        );
        var convolutions = 9 * ((3 * 16) + (16 * 16) + (16 * 32) + (32 * 32));
        var norms = 2 * (16 + 16 + 32 + 32);
        Assert.That(graph.Parameters, Is.EqualTo(convolutions + norms + (32 * 64 * 10) + 10));
        var macs = (9 * ((3 * 16) + (16 * 16)) * 1024) + (9 * ((16 * 32) + (32 * 32)) * 256) + (32 * 64 * 10);
        Assert.That(graph.Macs, Is.EqualTo(macs));
    }

    [TestCase(2, 2, 2)]
    [TestCase(4, 4, 2)]
    [TestCase(6, 6, 3)]
    [TestCase(8, 8, 4)]
    [TestCase(10, 10, 4)]
    public void A_size_counts_its_convolutions(int depth, int convolutions, int pools)
    {
        var kinds = new PlainCnn(depth, 1)
            .Build(Shape.Of(3, 32, 32), 10)
            .Nodes.Select(n => n.Operator.Kind)
            .ToLookup(k => k, StringComparer.Ordinal);
        Assert.That((kinds["conv"].Count(), kinds["max-pool"].Count()), Is.EqualTo((convolutions, pools)));
        Assert.That(kinds["linear"].Count(), Is.EqualTo(depth == 10 ? 2 : 1));
    }

    [Test]
    public void A_pool_is_left_out_where_nothing_is_left_to_pool()
    {
        var graph = new PlainCnn(8, 1).Build(Shape.Of(1, 4, 4), 10);
        Assert.That(graph.Nodes.Count(n => n.Operator.Kind == "max-pool"), Is.EqualTo(2));
        Assert.That(graph.Steps.Single(s => s.Node.Name == "flatten1").Shape, Is.EqualTo(Shape.Of(128)));
    }

    [Test]
    public void Width_scales_every_hidden_layer_and_never_to_nothing()
    {
        var graph = new PlainCnn(10, 0.1).Build(Shape.Of(1, 8, 8), 10);
        Assert.That(
            graph.Steps.Where(s => s.Node.Operator.Kind is "conv" or "linear").Select(s => s.Shape.Channels),
            Is.EqualTo(new[] { 3, 3, 6, 6, 13, 13, 26, 26, 26, 26, 13, 10 })
        );
        Assert.That(IModelFamily.Scale(16, 0.001), Is.EqualTo(1));
    }

    [Test]
    public void A_perceptron_has_the_parameters_of_its_matrices()
    {
        var graph = new Mlp(depth: 2, width: 0.5).Build(Shape.Of(1, 8, 8), 10);
        Assert.That(graph.Parameters, Is.EqualTo((64 * 64) + 64 + (64 * 64) + 64 + (64 * 10) + 10));
        Assert.That(graph.Macs, Is.EqualTo((64 * 64) + (64 * 64) + (64 * 10)));
        Assert.That(
            new Mlp(1, 1).Build(Shape.Of(20), 3).Parameters,
            Is.EqualTo((20 * 128) + 128 + (128 * 3) + 3)
        );
    }

    [Test]
    public void A_convolutional_family_refuses_features_with_the_reason() =>
        Assert.That(
            () => new PlainCnn(2, 1).Build(Shape.Of(30), 2),
            Throws
                .TypeOf<GraphException>()
                .With.Message.EqualTo(
                    "The family 'plain-cnn' takes images of channels × height × width; the data has the shape 30."
                )
        );

    [Test]
    public void Every_point_of_every_familys_space_builds_a_graph_that_survives_its_text_form() =>
        Gen.Select(
                Gen.Int[0, Catalog.All.Count() - 1].Select(Catalog.All.ElementAt),
                Gen.ULong,
                Gen.Int[1, 3],
                Gen.Int[1, 40],
                Gen.Int[2, 100]
            )
            .Sample(
                (family, seed, channels, side, classes) =>
                {
                    var point = new Search.Spaces.Space(family.Parameters).Draw(
                        new Search.Randomness.Pcg(seed)
                    );
                    var graph = family.Create(point).Build(Shape.Of(channels, side, side), classes);
                    return graph.Classes == classes && ModelGraph.FromJson(graph.ToJson()).Equals(graph);
                },
                iter: 200
            );
}
