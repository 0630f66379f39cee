using CsCheck;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tests.Families;

public sealed class FamilyTests
{
    private static readonly Catalog<IModelFamily> Catalog = Search.Techniques.Catalog.Scan<IModelFamily>(
        "family",
        typeof(IModelFamily).Assembly
    );

    private static readonly Shape Images = Shape.Of(3, 32, 32);

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
    public void LeNet_300_100_has_the_266_610_parameters_of_the_literature() =>
        Assert.That(new LeNet300(1).Build(Shape.Of(1, 28, 28), 10).Parameters, Is.EqualTo(266_610));

    // 20.04 M for VGG-19 in the network-slimming paper's code; VGG-16 has 14,728,266 with its 4,224 idle biases.
    [TestCase(16, 14_728_266 - 4_224)]
    [TestCase(19, 20_035_018)]
    public void Vgg_for_small_images_has_the_published_size(int depth, long parameters) =>
        Assert.That(new Vgg(depth, 1).Build(Images, 10).Parameters, Is.EqualTo(parameters));

    // Published for shortcuts without parameters; ours are 16·32 + 2·32 and 32·64 + 2·64 numbers (option B).
    [TestCase(3, 269_722)]
    [TestCase(5, 464_154)]
    [TestCase(9, 853_018)]
    [TestCase(18, 1_727_962)]
    public void ResNets_have_the_published_size_and_their_shortcuts(int blocks, long published) =>
        Assert.That(
            new ResNet(blocks, 1).Build(Images, 10).Parameters,
            Is.EqualTo(published + (16 * 32) + (2 * 32) + (32 * 64) + (2 * 64))
        );

    [Test]
    public void ResNet_20_has_the_40_8_million_products_of_its_convolutions()
    {
        var graph = new ResNet(3, 1).Build(Images, 10);
        const long stem = 9 * 3 * 16 * 1024;
        const long plain = 9 * 16 * 16 * 1024; // the same in every stage: twice the channels, a quarter of the pixels
        const long shortcuts = (16 * 32 * 256) + (32 * 64 * 64);
        Assert.That(
            graph.Macs,
            Is.EqualTo(stem + (6 * plain) + (2 * ((plain / 2) + (5 * plain))) + shortcuts + 640)
        );
    }

    // The paper's Table: 36.5 M, 2.7 M, 2.2 M.
    [TestCase(4, 10, 36_479_194)]
    [TestCase(2, 4, 2_748_890)]
    [TestCase(6, 2, 2_243_546)]
    public void Wide_residual_networks_have_the_published_size(int blocks, double width, long parameters) =>
        Assert.That(new WideResNet(blocks, width).Build(Images, 10).Parameters, Is.EqualTo(parameters));

    // The paper's Tables 4 and 6: 4.2 M, 2.6 M, 1.3 M and 0.5 M; 569 M multiply-accumulates.
    [TestCase(1, 4_231_976)]
    [TestCase(0.75, 2_585_560)]
    [TestCase(0.5, 1_331_592)]
    [TestCase(0.25, 470_072)]
    public void MobileNets_have_the_published_size(double width, long parameters) =>
        Assert.That(
            new MobileNet(width).Build(Shape.Of(3, 224, 224), 1000).Parameters,
            Is.EqualTo(parameters)
        );

    [Test]
    public void A_MobileNet_has_the_published_products() =>
        Assert.That(
            new MobileNet(1).Build(Shape.Of(3, 224, 224), 1000).Macs / 1e6,
            Is.EqualTo(568.74).Within(0.005)
        );

    // The paper's Table 2: 0.8 M.
    [TestCase(6, 176_122)]
    [TestCase(16, 769_162)]
    public void DenseNets_have_the_published_size(int layers, long parameters) =>
        Assert.That(new DenseNet(layers, 1).Build(Images, 10).Parameters, Is.EqualTo(parameters));

    [TestCase(8, 2)]
    [TestCase(28, 4)]
    [TestCase(32, 2)]
    [TestCase(224, 7)]
    [TestCase(1, 1)]
    public void MobileNet_leaves_out_strides_that_small_images_cannot_bear(int side, int left) =>
        Assert.That(
            new MobileNet(0.1).Build(Shape.Of(1, side, side), 10).Steps[^5].Shape,
            Is.EqualTo(Shape.Of(102, left, left))
        );

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
                    return graph.Outputs == classes && ModelGraph.FromJson(graph.ToJson()).Equals(graph);
                },
                iter: 200
            );
}
