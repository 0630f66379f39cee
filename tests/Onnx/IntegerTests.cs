using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Quantization.Calibrators;
using Slimfront.Engine.Tasks;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Running;
using Slimfront.Search.Spaces;

namespace Slimfront.Onnx.Tests;

/// <summary>Networks that runtimes compute in whole numbers.</summary>
public sealed class IntegerTests : OnDigits
{
    [TestCase(ExportTarget.Any)]
    [TestCase(ExportTarget.Vnni)]
    public void Every_layer_and_every_sum_becomes_whole(ExportTarget target)
    {
        var builder = new GraphBuilder(Shape.Of(1, 8, 8)).Conv(8).BatchNorm().Relu();
        var start = builder.Last;
        builder.Conv(8).BatchNorm().Relu().Conv(8).BatchNorm().Add(start).Relu().Then("pool", new MaxPool(2));
        builder.Conv(16).BatchNorm().Relu().GlobalAvgPool().Flatten().Linear(10);
        var (exported, check) = Export(builder.Build(), target);
        Assert.Multiple(() =>
        {
            Assert.That(check.Operators["QLinearConv"], Is.EqualTo(4));
            Assert.That(check.Operators["QLinearAdd"], Is.EqualTo(1));
            Assert.That(check.Operators.Keys, Has.None.EqualTo("Conv").And.None.EqualTo("FusedConv"));
            Assert.That(check.Operators.Keys, Has.None.EqualTo("Add").And.None.EqualTo("Relu"));
            Assert.That(exported.Notes, Has.Some.Contains("1024 training examples"));
            Assert.That(check.Agreement, Is.GreaterThan(0.9));
        });
    }

    [Test]
    public void Where_two_products_are_added_in_16_bits_weights_have_7()
    {
        var graph = new GraphBuilder(Shape.Of(1, 8, 8)).Conv(4).Relu().Flatten().Linear(10).Build();
        var any = Export(graph, ExportTarget.Any).Exported.Network!;
        var vnni = Export(graph, ExportTarget.Vnni).Exported.Network!;
        Assert.Multiple(() =>
        {
            Assert.That(any.Grids.Values.Select(g => g.Codes.Highest), Is.All.EqualTo(63));
            Assert.That(vnni.Grids.Values.Select(g => g.Codes.Highest), Is.All.EqualTo(127));
        });
    }

    [TestCase(4, true)]
    [TestCase(8, false)]
    public void What_this_form_makes_of_a_recipe_is_said(int bits, bool isWider)
    {
        var graph = new GraphBuilder(Shape.Of(1, 8, 8)).Conv(4).Relu().Flatten().Linear(10).Build();
        var model = new PostTraining(
            new(CodeSet.Signed(bits), IsPerChannel: true, ActivationPoints.Layers),
            new MinMax(),
            new(Digits["train"], 1)
        ).Apply(FreshModel.Of(graph, Digits.Data.Normalisation, seed: 5), (_, _) => { });
        var notes = Export(model, ExportTarget.Vnni).Exported.Notes;
        Assert.That(notes.Any(n => n.Contains("take a byte each")), Is.EqualTo(isWider));
        Assert.That(notes, Has.Some.StartsWith("The recipe rounds activations before layers only"));
    }

    private (ExportedModel Exported, ExportCheck Check) Export(ModelGraph graph, ExportTarget target) =>
        Export(FreshModel.Of(graph, Digits.Data.Normalisation, seed: 5), target);

    private (ExportedModel Exported, ExportCheck Check) Export(Model model, ExportTarget target)
    {
        var path = Path.Combine(Folder, "model.onnx");
        var request = new ExportRequest(
            model,
            () => Digits,
            target,
            Seed: 1,
            ImmutableSortedDictionary<string, string>.Empty
        );
        var exported = new Integer().Write(path, request);
        var measures = DataSources.Of().Measures["accuracy"].Create(Configuration.Empty);
        return (
            exported,
            ExportCheck.Run(
                exported,
                model,
                Digits,
                new Dictionary<string, IMeasure>(StringComparer.Ordinal) { ["accuracy"] = measures }
            )
        );
    }
}
