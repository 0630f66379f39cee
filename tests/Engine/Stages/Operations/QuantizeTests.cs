using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Tests.Quantization;
using Slimfront.Search.Execution;
using static TorchSharp.torch;
using Network = Slimfront.Engine.Networks.Network;

namespace Slimfront.Engine.Tests.Stages.Operations;

public sealed class QuantizeTests
{
    private const string Training =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.5 "
        + "training.batch=64 training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine training.epochs=6 from=0 to=6";

    private readonly StageBench _bench = new();
    private string _trained = "";

    [OneTimeSetUp]
    public void Train() => _trained = _bench.Run("train", Training);

    [OneTimeTearDown]
    public void CleanUp() => _bench.Dispose();

    [Test, Pairwise]
    public void A_stored_model_is_as_long_as_planned_and_comes_back_on_its_grid(
        [Values("8", "7", "4", "3", "2", "ternary")] string bits,
        [Values("same", "8", "7")] string ends,
        [Values("symmetric", "affine")] string scheme,
        [Values("tensor", "channel")] string granularity,
        [Values(ActivationPoints.None, ActivationPoints.Layers, ActivationPoints.All)] ActivationPoints points
    )
    {
        var activations =
            points == ActivationPoints.None
                ? ""
                : $" activations=8 points={(points == ActivationPoints.All ? "all" : "layers")} calibrator=min-max";
        var file = _bench.Run(
            "quantize",
            $"bits={bits} scheme={scheme} granularity={granularity}{activations}"
                + (ends == "same" ? "" : $" ends={ends}"),
            ("start", _trained)
        );
        var model = ModelFile.Read(file);
        var isSymmetric = scheme == "symmetric";
        var codes = QuantizationScheme.CodesOf(bits, isSymmetric);
        var outer = ends == "same" ? codes : QuantizationScheme.CodesOf(ends, isSymmetric);
        var plan = new QuantizationScheme(codes, granularity == "channel", points) { EndCodes = outer }.Of(
            new StoredGraph(ModelFile.Read(_trained).Graph, StoragePlan.Plain)
        );
        Assert.That(model.Grids.Values.Select(g => g.Codes), Is.EqualTo(new[] { outer, codes, outer }));
        Assert.That(model.Graph, Is.EqualTo(plan.Graph));
        Assert.That(plan.Bytes.IsExact, Is.True);
        Assert.That(new FileInfo(file).Length, Is.EqualTo((long)plan.Bytes.Low));
        Assert.That(model.Grids.Keys, Is.EqualTo(new[] { "conv1.weight", "conv2.weight", "fc1.weight" }));
        foreach (var (name, grid) in model.Grids)
            Assert.That(grid.Round(model.Tensors[name].Span), Is.EqualTo(model.Tensors[name].ToArray()));
    }

    [TestCase("")]
    [TestCase("activations=8 calibrator=min-max")]
    [TestCase("activations=8 calibrator=entropy")]
    [TestCase("activations=8 calibrator=percentile calibrator.percentile.percent=99.999")]
    public void Eight_bits_cost_little_and_nothing_is_recalibrated_twice(string activations)
    {
        var parameters = "bits=8 scheme=symmetric granularity=channel " + activations;
        var file = _bench.Run("quantize", parameters, ("start", _trained));
        Assert.That(
            File.ReadAllBytes(_bench.Run("quantize", parameters, ("start", _trained))),
            Is.EqualTo(File.ReadAllBytes(file))
        );
        Assert.That(Accuracy(file), Is.EqualTo(Accuracy(_trained)).Within(0.02));
    }

    [Test]
    public void Activations_are_rounded_where_layers_take_them_and_never_at_the_logits()
    {
        foreach (var family in new[] { "plain-cnn", "resnet", "densenet", "mobilenet", "mlp" })
        {
            var graph = Points.At(
                BatchNormFolding.Fold(BatchNormFoldingTests.Graph(family)),
                ActivationPoints.Layers
            );
            var nodes = graph.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
            foreach (var node in graph.Nodes)
            {
                var takesRounded = node.Inputs.Any(i => nodes[i].Operator is FakeQuantize);
                Assert.That(
                    takesRounded,
                    Is.EqualTo(node.Operator is Conv or Linear),
                    $"{family} {node.Name}"
                );
            }
        }
    }

    [Test]
    public void Weights_that_a_mask_removed_stay_exactly_zero(
        [Values] bool symmetric,
        [Values("8", "3", "2", "ternary")] string bits
    )
    {
        var model = BatchNormFoldingTests.Masked(ModelFile.Read(_trained));
        var scheme = new QuantizationScheme(QuantizationScheme.CodesOf(bits, symmetric), IsPerChannel: true);
        var quantized = scheme.Finish(scheme.Prepare(model));
        var file = _bench.NewFile();
        ModelFile.Write(file, quantized);
        var back = ModelFile.Read(file);
        Assert.That(back.Masks, Is.EqualTo(model.Masks));
        Assert.That(back.Masks.All(m => m.Value.Holds(back.Tensors[m.Key].Span)), Is.True);
        var plan = scheme.Of(new StoredGraph(model.Graph, StoragePlan.Of(model)));
        Assert.That(new FileInfo(file).Length, Is.EqualTo((long)plan.Bytes.Low));
        Assert.That(back.Parameters, Is.EqualTo(plan.Parameters));
    }

    // What an integer machine does: int8 · int8 products in 32 bits, one scale at the end, the bias in single precision.
    [Test]
    public void A_layer_computed_in_integers_gives_what_the_rounded_network_gives()
    {
        var graph = new GraphBuilder(Shape.Of(6)).Linear(4).Build();
        var scheme = new QuantizationScheme(CodeSet.Signed(8), IsPerChannel: true, ActivationPoints.Layers);
        var prepared = scheme.Prepare(FreshModel.Of(graph, new([0], [1]), 3));
        prepared = prepared with
        {
            Tensors = prepared
                .Tensors.SetItem("input-quantize.low", new[] { -1f })
                .SetItem("input-quantize.high", new[] { 2f }),
        };
        var model = scheme.Finish(prepared);
        float[] inputs = [-1.2f, -0.4f, 0f, 0.7f, 1.3f, 2.4f];
        var grid = model.Grids["fc1.weight"];
        var (scale, zero) = new GridRange(-1, 2).Scale(CodeSet.Unsigned(8));
        var codes = inputs
            .Select(x => (int)Math.Clamp(Math.Round(x / (double)scale) + zero, 0, 255))
            .ToArray();
        var expected = new double[4];
        for (var o = 0; o < 4; o++)
        {
            var sum = 0;
            for (var i = 0; i < 6; i++)
                sum += (codes[i] - zero) * grid.Encode(model.Tensors["fc1.weight"].Span[(o * 6) + i], o);
            expected[o] = ((double)sum * scale * grid.Scales[o]) + model.Tensors["fc1.bias"].Span[o];
        }
        using var scope = NewDisposeScope();
        using var network = new Network(model, CPU);
        using var noGradients = no_grad();
        var logits = FlatBuffer.Read(network.Forward(tensor(inputs, [1, 6]), training: false).Answers);
        Assert.That(logits.Select(l => (double)l), Is.EqualTo(expected).Within(1e-5));
    }

    [TestCase("bits=5 scheme=affine granularity=tensor", "8, 7, 4, 3, 2 or ternary")]
    [TestCase("bits=4 ends=4 scheme=affine granularity=tensor", "8 or 7")]
    [TestCase("bits=8 scheme=affine granularity=tensor points=all", "points")]
    [TestCase(
        "bits=8 scheme=affine granularity=tensor activations=8 points=some calibrator=min-max",
        "layers or all"
    )]
    [TestCase("bits=8 scheme=odd granularity=tensor", "symmetric or affine")]
    [TestCase("bits=8 scheme=affine granularity=row", "channel or tensor")]
    [TestCase("bits=8 scheme=affine granularity=tensor calibrator=min-max", "calibrator")]
    public void What_cannot_be_is_refused(string parameters, string reason) =>
        Assert.That(
            () => _bench.Run("quantize", parameters, ("start", _trained)),
            Throws.TypeOf<StageRefusedException>().With.Message.Contains(reason)
        );

    [Test]
    public void What_is_quantized_is_not_quantized_or_trained_again()
    {
        const string scheme = "bits=8 scheme=affine granularity=tensor";
        var file = _bench.Run("quantize", scheme, ("start", _trained));
        Assert.That(
            () => _bench.Run("quantize", scheme, ("start", file)),
            Throws.TypeOf<StageRefusedException>()
        );
        Assert.That(
            () =>
                _bench.Run(
                    "train",
                    Training[Training.IndexOf("training", StringComparison.Ordinal)..],
                    ("start", file)
                ),
            Throws.TypeOf<StageRefusedException>()
        );
    }

    private double Accuracy(string file)
    {
        _bench.Run("measure", "split=validation", ("model", file));
        return _bench.Measures!.Values["accuracy"];
    }
}
