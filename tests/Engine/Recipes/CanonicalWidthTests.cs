using CsCheck;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Recipes;
using Slimfront.Engine.Stages;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class CanonicalWidthTests
{
    private static readonly Catalog<IModelFamily> Families = Catalog.Scan<IModelFamily>(
        "model family",
        typeof(IModelFamily).Assembly
    );

    private static readonly Gen<ModelChoice> Models = Gen.Select(
            Gen.Int[1, 3].Select(d => $"{2 * d}"),
            Gen.Double[0.1, 2]
        )
        .Select((depth, width) => Plain(depth, width));

    [Test]
    public void The_canonical_width_gives_the_same_network() =>
        Models.Sample(m => Build(CanonicalWidth.Of(m, Build)).Equals(Build(m)), iter: 300);

    [Test]
    public void Equal_networks_have_equal_canonical_widths() =>
        Gen.Select(Gen.Int[1, 2].Select(d => $"{2 * d}"), Gen.Double[0.1, 0.5], Gen.Double[0, 0.02])
            .Sample(
                (depth, width, more) =>
                {
                    var (a, b) = (Plain(depth, width), Plain(depth, width + more));
                    var isSame = Width(CanonicalWidth.Of(a, Build)) == Width(CanonicalWidth.Of(b, Build));
                    return isSame == Build(a).Equals(Build(b));
                },
                iter: 500
            );

    // 16 channels at width 1: two channels from 1.5/16 = 0.09375 to below 2.5/16 = 0.15625; the shortest decimal is 0.1.
    [TestCase(0.112, 0.1)]
    [TestCase(0.122, 0.1)]
    [TestCase(0.25, 0.25)]
    [TestCase(1.01, 1)]
    public void Values_by_hand(double width, double canonical) =>
        Assert.That(Width(CanonicalWidth.Of(Plain("2", width), Build)), Is.EqualTo(canonical));

    private static ModelChoice Plain(string depth, double width) =>
        new("plain-cnn", Configuration.Of(("depth", Value.Of(depth)), ("width", Value.Of(width))));

    private static double Width(ModelChoice model) => model.Parameters.Real("width");

    private static ModelGraph Build(ModelChoice model) =>
        model.Build(Families, new Shape([1, 8, 8]), classes: 10);
}
