using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Quantization.Calibrators;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Measuring;
using static TorchSharp.torch;

namespace Slimfront.Onnx.Tests;

/// <summary>What ONNX files measure, as objectives.</summary>
public sealed class MeasuringTests : OnDigits
{
    [Test]
    public void The_length_is_that_of_the_shortest_file_that_loses_nothing()
    {
        var (plain, rounded) = (Plain(width: 32), Rounded(Plain(width: 32), ActivationPoints.None));
        Assert.Multiple(() =>
        {
            Assert.That(Length(plain), Is.EqualTo(Exported(plain, new SinglePrecision())));
            Assert.That(Exported(plain, new LowBit()), Is.EqualTo(Exported(plain, new SinglePrecision())));
            Assert.That(Length(rounded), Is.EqualTo(Exported(rounded, new LowBit())));
            Assert.That(Length(rounded), Is.LessThan(0.2 * Length(plain)));
        });
        // What turns codes into weights takes more than so few weights save.
        var tiny = Rounded(
            Fresh(new GraphBuilder(Shape.Of(1, 8, 8)).Conv(1).Relu().GlobalAvgPool().Flatten().Linear(10)),
            ActivationPoints.None
        );
        Assert.That(Exported(tiny, new LowBit()), Is.GreaterThan(Exported(tiny, new SinglePrecision())));
        Assert.That(Length(tiny), Is.EqualTo(Exported(tiny, new SinglePrecision())));
    }

    [Test]
    public void A_model_is_timed_in_whole_numbers_where_its_activations_have_8_bits()
    {
        var plain = Plain(width: 8);
        foreach (var model in (Model[])[plain, Rounded(plain, ActivationPoints.All)])
        {
            var measured = Measured(model, new OnnxLatency());
            Assert.That(measured["onnx-latency"], Is.Positive.And.LessThan(1000));
            Assert.That(measured["onnx-latency.spread"], Is.Not.Negative);
        }
        Assert.That(OnnxLatency.FormOf(plain), Is.InstanceOf<SinglePrecision>());
        Assert.That(OnnxLatency.FormOf(Rounded(plain, ActivationPoints.All)), Is.InstanceOf<Integer>());
        Assert.That(
            OnnxLatency.FormOf(Rounded(plain, ActivationPoints.None)),
            Is.InstanceOf<SinglePrecision>()
        );
    }

    private double Length(Model model) => Measured(model, new OnnxBytes())["onnx-bytes"];

    private Search.Objectives.Measurement Measured(Model model, IModelMeasure measure)
    {
        using var network = new Network(model, CPU);
        return measure.Measure(
            new(model, network, Digits, "validation", Seed: 3, Threads: 1, TimeProvider.System)
        );
    }

    private long Exported(Model model, IExportFormat format)
    {
        var path = Path.Combine(Folder, "model.onnx");
        var metadata = FileMetadata.Of(Digits.Data.Info);
        Assert.That(metadata.Keys, Is.EqualTo((string[])["outputs"]));
        format.Write(path, new(model, () => Digits, ExportTarget.Any, Seed: 1, metadata));
        return new FileInfo(path).Length;
    }

    private Model Plain(int width) =>
        Fresh(new GraphBuilder(Shape.Of(1, 8, 8)).Conv(width).Relu().Flatten().Linear(10));

    private Model Fresh(GraphBuilder graph) =>
        FreshModel.Of(graph.Build(), Digits.Data.Normalisation, seed: 5);

    private Model Rounded(Model model, ActivationPoints points) =>
        new PostTraining(
            new QuantizationScheme(CodeSet.Signed(4), IsPerChannel: true, points),
            new MinMax(),
            new(Digits["train"], seed: 1)
        ).Apply(model, (_, _) => { });
}
